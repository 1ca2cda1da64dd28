import { readFile } from 'node:fs/promises';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { filesOfDrawing } from './files-of-drawing.ts';
import { PlotProblem } from '../reports/plots/charts/chart.ts';

/** Sharp on screens with two pixels for each. */
const ZOOM = 2;
/** What GitHub shows a picture as wide as, twice. */
const WIDEST = 1600;
const HIGHEST = 4000;

/** An SVG as PNG. There are no fonts but the one that comes along, so that it looks the same on every machine. */
export async function toPng(svg: string): Promise<Uint8Array> {
  const { font } = await ready();
  const drawn = new Resvg(svg, {
    font: {
      fontBuffers: [font],
      defaultFontFamily: FONT,
      sansSerifFamily: FONT,
      serifFamily: FONT,
      monospaceFamily: FONT,
    },
    fitTo: { mode: 'width', value: widthOf(svg) },
  });
  try {
    const image = drawn.render();
    const png = image.asPng();
    image.free();
    return png;
  } finally {
    drawn.free();
  }
}

const FONT = 'DejaVu Sans';

let loaded: Promise<{ readonly font: Uint8Array }> | null = null;

function ready(): Promise<{ readonly font: Uint8Array }> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<{ readonly font: Uint8Array }> {
  const files = filesOfDrawing();
  const [wasm, font] = await Promise.all([readFile(files.wasm), readFile(files.font)]);
  await initWasm(wasm);
  return { font };
}

function widthOf(svg: string): number {
  const [, width = '', height = ''] =
    /^<svg[^>]* viewBox="[\d.e+-]+ [\d.e+-]+ ([\d.e+-]+) ([\d.e+-]+)"/.exec(svg) ?? [];
  const wide = Math.min(WIDEST, Math.ceil(Number(width) * ZOOM));
  if ((wide * Number(height)) / Number(width) <= HIGHEST) return wide;
  throw new PlotProblem('The picture is too long to be shown as PNG.');
}
