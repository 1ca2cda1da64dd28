import { readManifest } from '../../../../content/manifest/read-manifest.ts';
import type { PagesDeps } from '../../pages-deps.ts';
import type { RunData } from '../load-run.ts';
import { plotKind, type PlotKind } from './plot-kind.ts';

const LARGEST_IMAGE = 16 * 1024 * 1024;
const LARGEST_TABLE = 1024 * 1024;

type Asked = { readonly key: string; readonly attempt: number; readonly file: string };
export type PlotFile = { readonly bytes: Uint8Array<ArrayBuffer>; readonly mime: string };

/** A picture among an attempt's plots, drawn if it is a table; null: there is no such picture, or it is not kept. */
export async function plotFile(
  { store, blobs, warn }: PagesDeps,
  { view, plan }: RunData,
  { key, attempt, file }: Asked,
): Promise<PlotFile | null> {
  const kind = plotKind(plan, key, file);
  if (kind === null || !Number.isSafeInteger(attempt)) return null;
  const material = await store.attempts.material({ run: view.id, key, attempt });
  try {
    return await read(blobs, { plots: material?.plots?.digest ?? null, file, kind });
  } catch (error) {
    warn(`a plot cannot be shown: ${String(error)}`, { run: view.id, key, file });
    return null;
  }
}

type Picture = {
  /** Their manifest; null: there are no plots. */
  readonly plots: string | null;
  readonly file: string;
  readonly kind: PlotKind;
};

async function read(
  blobs: PagesDeps['blobs'],
  { plots, file, kind }: Picture,
): Promise<PlotFile | null> {
  if (plots === null) return null;
  const { entries } = await readManifest(blobs, plots);
  const entry = entries.find(({ path }) => path === file);
  if (entry?.type !== 'file') return null;
  const limit = kind.type === 'image' ? LARGEST_IMAGE : LARGEST_TABLE;
  const bytes = new Uint8Array(await blobs.getBytes(entry.digest, limit));
  if (kind.type === 'image') return { bytes, mime: kind.mime };
  // Vega takes a moment to load.
  const { curvePlot } = await import('../../../reports/plots/curve-plot.ts');
  const svg = await curvePlot(kind.curve, new TextDecoder().decode(bytes));
  return { bytes: new TextEncoder().encode(svg), mime: 'image/svg+xml' };
}
