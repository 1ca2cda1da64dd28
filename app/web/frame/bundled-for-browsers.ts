import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/**
 * A file of app/web/browser with all that it imports, as text that may stand inside a page: esbuild escapes `</script` and
 * `</style`. It goes into each page, so that no replica is asked for a file that only another version of the app has.
 * Of the package its build makes this module (scripts/pack/made-modules.ts).
 */
export function bundledForBrowsers(file: string): string {
  const { outputFiles, warnings } = buildSync({
    entryPoints: [fileURLToPath(new URL(`../browser/${file}`, import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    minify: true,
    target: ['es2022', 'chrome111', 'firefox121', 'safari16.4'],
    legalComments: 'none',
    logLevel: 'silent',
  });
  const [output] = outputFiles;
  if (output === undefined || warnings.length > 0)
    throw new Error(`${file} cannot be given to browsers: ${JSON.stringify(warnings)}`);
  return output.text.trim();
}
