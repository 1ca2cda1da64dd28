import { fileURLToPath } from 'node:url';

/** The files that drawing needs. Of the package its build makes this module (scripts/pack/made-modules.ts). */
export type FilesOfDrawing = {
  readonly wasm: string;
  readonly font: string;
  /** What the process that draws may read: its own code, and what that is made of; no data and keys of who starts it. */
  readonly reads: readonly string[];
};

const OWN = ['app', 'text', 'package.json', 'node_modules'];
const PACKAGES = [
  'vega',
  'vega-lite',
  'vega-interpreter',
  'hast-util-sanitize',
  '@resvg/resvg-wasm',
];

export function filesOfDrawing(): FilesOfDrawing {
  const own = OWN.map((name) => fileURLToPath(new URL(`../../${name}`, import.meta.url)));
  const packages = PACKAGES.map((name) => folderOfPackages(at(name)));
  return {
    wasm: at('@resvg/resvg-wasm/index_bg.wasm'),
    font: at('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
    reads: [...new Set([...own, ...packages])],
  };
}

function at(name: string): string {
  return fileURLToPath(import.meta.resolve(name));
}

/** Packages may lie elsewhere: in a folder above, or behind a link. */
function folderOfPackages(file: string): string {
  const mark = '/node_modules/';
  return file.slice(0, file.lastIndexOf(mark) + mark.length);
}
