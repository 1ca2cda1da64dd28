/**
 * Bundles the action into one file: `action/dist/main.mjs`, or the file named on the command line.
 */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const [outfile = fileURLToPath(new URL('../action/dist/main.mjs', import.meta.url))] =
  process.argv.slice(2);

await build({
  entryPoints: [fileURLToPath(new URL('../action/main.ts', import.meta.url))],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  minify: true,
  keepNames: true,
  legalComments: 'inline',
  // CommonJS packages inside an ES module still ask for `require`: https://github.com/evanw/esbuild/issues/1921
  banner: {
    js: "import { createRequire as mlpRequire } from 'node:module';const require = mlpRequire(import.meta.url);",
  },
});
