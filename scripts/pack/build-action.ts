import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { ESM_OPTIONS } from './esm-options.ts';

const FILE = fileURLToPath(new URL('../../action/dist/main.mjs', import.meta.url));

/** Bundles the action into one file; gives the names of the files that are in it. */
export async function buildAction(outfile: string = FILE): Promise<readonly string[]> {
  const { metafile } = await build({
    ...ESM_OPTIONS,
    entryPoints: [fileURLToPath(new URL('../../action/main.ts', import.meta.url))],
    outfile,
    legalComments: 'inline',
  });
  return Object.keys(metafile.inputs);
}
