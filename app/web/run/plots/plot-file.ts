import type { AttemptId } from '../../../runtime/ports/attempts.ts';
import type { PagesDeps } from '../../pages-deps.ts';
import { runBelow, type ReadableRun } from '../readable-run.ts';
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
  /** The run that lies under it, as the page that shows it says. */
  readonly vs: string | null;
};

export type PlotFile = { readonly bytes: Uint8Array<ArrayBuffer>; readonly mime: string };

/** A picture among an attempt's plots, drawn if it is a table; null: there is no such picture, or it is not kept. */
export async function plotFile(
  deps: PagesDeps,
  run: ReadableRun,
  { key, attempt, file, n, vs }: Asked,
): Promise<PlotFile | null> {
  if (!Number.isSafeInteger(attempt)) return null;
  const of: AttemptId = { run: run.header.id, key, attempt };
  const [plan, below] = await Promise.all([
    deps.store.runs.plan(run.header.plan),
    runBelow(deps.store, run, vs),
  ]);
  if (plan === null) return null;
  const { plots, base } = await plotsOf(deps, { plan, base: below }, of);
  const plot = plots.find((plot) => plot.file === file && (n === null || placeOf(plot) === n));
  if (plot === undefined) return null;
  if (!isDrawn(plot)) return image(deps, plot);
  const asker = String(run.repository.id);
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
