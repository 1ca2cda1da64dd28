import { build } from 'esbuild';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('../../../..', import.meta.url));

/**
 * Makes a real action in a folder: each part is a script that may use `core` of @actions/core, bundled as published
 * actions are.
 */
export async function bundleAction(
  folder: string,
  manifest: string,
  parts: Readonly<Record<string, string>>,
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'action.yml'), manifest);
  for (const [name, script] of Object.entries(parts)) {
    await build({
      stdin: {
        contents: `import * as core from '@actions/core';\n${script}`,
        resolveDir: REPOSITORY,
        loader: 'ts',
      },
      bundle: true,
      platform: 'node',
      target: 'node24',
      format: 'esm',
      // Some of what it holds still calls require: https://github.com/evanw/esbuild/issues/1921
      banner: {
        js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
      },
      outfile: join(folder, `${name}.mjs`),
      logLevel: 'error',
    });
  }
  return folder;
}
