import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundledForBrowsers } from '../../app/web/frame/bundled-for-browsers.ts';

/** What pages bring along, as the App makes it of a checkout. */
const FILES = ['page.css', 'live-page.ts', 'live-list.ts'];

/** The texts by the files' names, and the names of all files that are in them. */
export async function browserFiles(): Promise<{
  readonly texts: Readonly<Record<string, string>>;
  readonly inputs: readonly string[];
}> {
  const { metafile } = await build({
    entryPoints: FILES.map((file) =>
      fileURLToPath(new URL(`../../app/web/browser/${file}`, import.meta.url)),
    ),
    bundle: true,
    write: false,
    metafile: true,
    outdir: 'browser',
  });
  const texts = Object.fromEntries(FILES.map((file) => [file, bundledForBrowsers(file)]));
  return { texts, inputs: Object.keys(metafile.inputs) };
}
