import { BlobTooLarge, LostBlob } from '../../../content/blob-store.ts';
import { messageOf } from '../../../text/message-of.ts';
import { exactSize } from '../../../text/size.ts';
import { digestOf } from '../../domain/digest.ts';
import type { Drawable, DrawQuestion, Drawn, SideBytes } from '../drawing-question.ts';
import type { Drawing } from '../open-drawing.ts';
import type { DrawnPlot, KeptDeps, PlotFiles } from './kept-plots.ts';

/** The files of what a run is held against. */
export type BaseFiles = { readonly name: string; readonly files: PlotFiles };

export type DrawDeps = Pick<KeptDeps, 'blobs' | 'warn'> & {
  readonly drawing: Pick<Drawing, 'draw'>;
};

export type DrawOptions = {
  readonly asker: string;
  readonly base: BaseFiles | null;
  readonly form: DrawQuestion['form'];
};

const MIB = 1024 * 1024;
const LARGEST = 8 * MIB;
/** Executors keep no larger plots. */
const LARGEST_KEPT = 16 * MIB;
/** So much of a table that is too large is looked at for its first rows. */
const BEGINNING = 256 * 1024;

/** The picture of a plot, drawn over that of the baseline if it is a table that this one has too. */
export async function drawPlot(
  deps: DrawDeps,
  plot: DrawnPlot,
  { asker, base, form }: DrawOptions,
): Promise<Drawn> {
  const { file, digest, shape } = plot;
  const other = shape.type === 'table' ? base?.files.get(file) : undefined;
  const below = base === null || other === undefined ? null : { name: base.name, digest: other };
  const gather = async (): Promise<DrawQuestion> => ({
    of: await gathered(deps, plot, below),
    form,
  });
  const name = digestOf(JSON.stringify([file, shape, digest, below, form]));
  return deps.drawing.draw({ asker, name, gather }).catch((error: unknown): Drawn => {
    if (error instanceof BlobTooLarge) return { type: 'problem', message: tooLarge(file) };
    if (error instanceof LostBlob)
      return { type: 'problem', message: `${file} is no longer kept.` };
    deps.warn(`a plot cannot be drawn: ${messageOf(error)}`, { file });
    return { type: 'problem', message: `${file} cannot be drawn right now.` };
  });
}

type Below = { readonly name: string; readonly digest: string };

async function gathered(
  deps: DrawDeps,
  { file, digest, shape }: DrawnPlot,
  below: Below | null,
): Promise<Drawable> {
  if (shape.type !== 'table') {
    return { type: shape.type, path: file, bytes: await deps.blobs.getBytes(digest, LARGEST) };
  }
  const bytes = await deps.blobs.getBytes(digest, LARGEST_KEPT);
  if (bytes.length > LARGEST) {
    // A copy: what is sent to another process is the whole of what a part is of.
    const beginning = bytes.slice(0, BEGINNING);
    return { type: 'beginning', path: file, bytes: beginning, why: tooLarge(file) };
  }
  const { sides, without } = await belowOf(deps, file, below);
  return {
    type: 'table',
    plot: shape.plot,
    sides: [{ name: 'this run', bytes }, ...sides],
    without,
  };
}

/** What lies under a picture, or why it does not: the picture itself is there without it. */
async function belowOf(
  { blobs, warn }: DrawDeps,
  file: string,
  below: Below | null,
): Promise<{ readonly sides: readonly SideBytes[]; readonly without: readonly string[] }> {
  if (below === null) return { sides: [], without: [] };
  try {
    const bytes = await blobs.getBytes(below.digest, LARGEST);
    return { sides: [{ name: below.name, bytes }], without: [] };
  } catch (error) {
    const isKnown = error instanceof BlobTooLarge || error instanceof LostBlob;
    if (!isKnown) warn(`a plot is drawn alone: ${messageOf(error)}`, { file });
    const why =
      error instanceof BlobTooLarge ? `its ${file} is too large` : `its ${file} is no longer kept`;
    return { sides: [], without: [`Without ${below.name}: ${why}.`] };
  }
}

function tooLarge(file: string): string {
  return `${file} is larger than ${exactSize(LARGEST)}, the most that plots are drawn from.`;
}
