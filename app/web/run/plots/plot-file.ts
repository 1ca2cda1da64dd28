import type { AttemptId } from '../../../runtime/ports/attempts.ts';
import type { PagesDeps } from '../../pages-deps.ts';
import type { RunData } from '../load-run.ts';
import { drawnAgainst } from '../../../drawing/kept/drawn-against.ts';
import { drawPlot } from '../../../drawing/kept/draw-plot.ts';
import { isDrawn, placeOf, type KeptPlot } from '../../../drawing/kept/kept-plots.ts';
import { plotsOf } from '../../../drawing/kept/plots-of.ts';

const LARGEST_IMAGE = 16 * 1024 * 1024;

type Asked = {
  readonly key: string;
  readonly attempt: number;
  readonly file: string;
  /** Of several pictures that are drawn from one table, this one's place; else the first. */
  readonly n: number | null;
};

export type PlotFile = { readonly bytes: Uint8Array<ArrayBuffer>; readonly mime: string };

/** A picture among an attempt's plots, drawn if it is a table; null: there is no such picture, or it is not kept. */
export async function plotFile(
  deps: PagesDeps,
  data: RunData,
  { key, attempt, file, n }: Asked,
): Promise<PlotFile | null> {
  if (!Number.isSafeInteger(attempt)) return null;
  const of: AttemptId = { run: data.view.id, key, attempt };
  const before = await drawnAgainst(deps, data.story.report);
  const { plots, base } = await plotsOf(deps, { plan: data.plan, base: before }, of);
  const plot = plots.find((plot) => plot.file === file && (n === null || placeOf(plot) === n));
  if (plot === undefined) return null;
  if (!isDrawn(plot)) return image(deps, plot);
  const asker = String(data.repository.id);
  const drawn = await drawPlot(deps, plot, { asker, base, form: 'svg' });
  if (drawn.type !== 'picture') return null;
  return { bytes: new Uint8Array(drawn.bytes), mime: 'image/svg+xml' };
}

async function image(
  { blobs, warn }: PagesDeps,
  { file, digest, shape }: KeptPlot,
): Promise<PlotFile | null> {
  if (shape.type !== 'image') return null;
  try {
    return { bytes: new Uint8Array(await blobs.getBytes(digest, LARGEST_IMAGE)), mime: shape.mime };
  } catch (error) {
    warn(`a plot cannot be shown: ${String(error)}`, { file });
    return null;
  }
}
