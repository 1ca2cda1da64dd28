import { readManifest } from '../../../content/manifest/read-manifest.ts';
import { messageOf } from '../../../text/message-of.ts';
import type { Plan, TablePlot } from '../../domain/plan.ts';
import type { AttemptId, Attempts } from '../../runtime/ports/attempts.ts';
import type { BlobStore } from '../../../content/blob-store.ts';
import type { Warn } from '../../runtime/ports/host.ts';

/** A picture that an attempt left, or a table that one is drawn from. */
export type KeptPlot = {
  readonly file: string;
  readonly digest: string;
  readonly shape:
    | { readonly type: 'image'; readonly mime: string }
    | { readonly type: 'svg' | 'vega-lite' }
    /** `n`: its place among the plots of its step. */
    | { readonly type: 'table'; readonly plot: TablePlot; readonly n: number };
};

/** One that is more than an image as it is. */
export type DrawnPlot = KeptPlot & {
  readonly shape: Exclude<KeptPlot['shape'], { readonly type: 'image' }>;
};

/** Files of plots by path. */
export type PlotFiles = ReadonlyMap<string, string>;

const IMAGES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
};

/** The plots of an attempt: what is drawn from its tables as the pipeline file orders it, then its own pictures. */
export function keptPlots(plan: Plan, key: string, files: PlotFiles): readonly KeptPlot[] {
  const step = plan.steps.find(({ id }) => id === key || key.startsWith(`${id}[`));
  const tables = (step?.plots ?? []).flatMap((plot, n): KeptPlot[] => {
    const digest = plot.type === 'files' ? undefined : files.get(plot.path);
    if (plot.type === 'files' || digest === undefined) return [];
    return [{ file: plot.path, digest, shape: { type: 'table', plot, n } }];
  });
  const pictures = [...files].flatMap(([file, digest]): KeptPlot[] => {
    const shape = shapeOf(file);
    return shape === null ? [] : [{ file, digest, shape }];
  });
  return [...tables, ...pictures];
}

export function isDrawn(plot: KeptPlot): plot is DrawnPlot {
  return plot.shape.type !== 'image';
}

/** Among the plots of its step; null: it is a file of its own. */
export function placeOf({ shape }: KeptPlot): number | null {
  return shape.type === 'table' ? shape.n : null;
}

function shapeOf(file: string): KeptPlot['shape'] | null {
  const name = file.toLowerCase();
  if (name.endsWith('.svg')) return { type: 'svg' };
  // As Altair names them: https://altair-viz.github.io/user_guide/saving_charts.html
  if (name.endsWith('.vl.json')) return { type: 'vega-lite' };
  const mime = IMAGES[/\.([a-z]+)$/.exec(name)?.[1] ?? ''];
  return mime === undefined ? null : { type: 'image', mime };
}

export type KeptDeps = {
  readonly store: { readonly attempts: Pick<Attempts, 'material'> };
  readonly blobs: BlobStore;
  readonly warn: Warn;
};

/** The files that an attempt kept as plots; empty: none, or they are no longer kept. */
export async function plotFiles(
  { store, blobs, warn }: KeptDeps,
  of: AttemptId,
): Promise<PlotFiles> {
  const digest = (await store.attempts.material(of))?.plots?.digest;
  if (digest === undefined) return new Map();
  try {
    const { entries } = await readManifest(blobs, digest);
    return new Map(
      entries.flatMap((entry) =>
        entry.type === 'file' ? [[entry.path, entry.digest] as const] : [],
      ),
    );
  } catch (error) {
    warn(`plots cannot be shown: ${messageOf(error)}`, { run: of.run, key: of.key, digest });
    return new Map();
  }
}
