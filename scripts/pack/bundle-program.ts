import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { filesOfDrawing } from '../../app/drawing/files-of-drawing.ts';
import { ESM_OPTIONS } from './esm-options.ts';
import { FONT, madeModules, WASM } from './made-modules.ts';
import { ownPlaces } from './own-places.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Where the package keeps its code. */
export const OUT = join(ROOT, 'dist');

/** What is started as a program, or as a thread, by its file: all else lies in pieces that these share. */
const ENTRIES: Readonly<Record<string, string>> = {
  mlpipelines: 'app/cli/start-cli.ts',
  'mlpipelines-app': 'app/start-app.ts',
  supervisor: 'app/cli/process/supervisor.ts',
  'compare-process': 'app/comparing/compare-process.ts',
  'draw-process': 'app/drawing/draw-process.ts',
  'compile-thread': 'app/triggers/compiling/compile-thread.ts',
};

/** Bundles our code with all that it imports into `dist/`; gives the names of the files that are in it. */
export async function bundleProgram(
  browserTexts: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const { metafile } = await build({
    ...ESM_OPTIONS,
    entryPoints: ENTRIES,
    absWorkingDir: ROOT,
    outdir: OUT,
    splitting: true,
    // Comments of licences are in THIRD-PARTY.txt, with all of their texts.
    legalComments: 'none',
    // Asked for by `pg` where somebody wants it: https://node-postgres.com/features/native
    external: ['pg-native'],
    plugins: [ownPlaces(ROOT, ENTRIES, await madeModules(browserTexts))],
  });
  const { wasm, font } = filesOfDrawing();
  await copyFile(wasm, join(OUT, WASM));
  await copyFile(font, join(OUT, FONT));
  return [...Object.keys(metafile.inputs), wasm, font];
}
