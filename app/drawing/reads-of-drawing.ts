import { fileURLToPath } from 'node:url';

/** Its own code, and the packages that it is made of; the data and keys of who starts it are no part of that. */
const OWN = ['app', 'text', 'package.json', 'node_modules'];
const PACKAGES = [
  'vega',
  'vega-lite',
  'vega-interpreter',
  'hast-util-sanitize',
  '@resvg/resvg-wasm',
];

/** What the process that draws may read. */
export function readsOfDrawing(): readonly string[] {
  const own = OWN.map((name) => fileURLToPath(new URL(`../../${name}`, import.meta.url)));
  const packages = PACKAGES.map((name) =>
    folderOfPackages(fileURLToPath(import.meta.resolve(name))),
  );
  return [...new Set([...own, ...packages])];
}

/** Packages may lie elsewhere: in a folder above, or behind a link. */
function folderOfPackages(file: string): string {
  const mark = '/node_modules/';
  return file.slice(0, file.lastIndexOf(mark) + mark.length);
}
