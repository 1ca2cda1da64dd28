import { BlobTooLarge, LostBlob } from '../../../content/blob-store.ts';
import { messageOf } from '../../../text/message-of.ts';
import { exactSize } from '../../../text/size.ts';
import { digestOf } from '../../domain/digest.ts';
import type { DrawQuestion, Drawn } from '../drawing-question.ts';
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

/** The picture of a plot, drawn over that of the baseline if it is a table that this one has too. */
export async function drawPlot(
  { blobs, drawing, warn }: DrawDeps,
  { file, digest, shape }: DrawnPlot,
  { asker, base, form }: DrawOptions,
): Promise<Drawn> {
  const other = shape.type === 'table' ? base?.files.get(file) : undefined;
  const sides = [
    { name: 'this run', digest },
    ...(base === null || other === undefined ? [] : [{ name: base.name, digest: other }]),
  ];
  const read = (digest: string) => blobs.getBytes(digest, LARGEST);
  const gather = async (): Promise<DrawQuestion> => {
    if (shape.type !== 'table') {
      return { of: { type: shape.type, path: file, bytes: await read(digest) }, form };
    }
    const reading = sides.map(async (side) => ({ ...side, bytes: await read(side.digest) }));
    return { of: { type: 'table', plot: shape.plot, sides: await Promise.all(reading) }, form };
  };
  const name = digestOf(JSON.stringify([file, shape, sides, form]));
  return drawing.draw({ asker, name, gather }).catch((error: unknown): Drawn => {
    if (error instanceof BlobTooLarge) {
      const message = `${file} is larger than ${exactSize(LARGEST)}, the most that plots are drawn from.`;
      return { type: 'problem', message };
    }
    if (error instanceof LostBlob)
      return { type: 'problem', message: `${file} is no longer kept.` };
    warn(`a plot cannot be drawn: ${messageOf(error)}`, { file });
    return { type: 'problem', message: `${file} cannot be drawn right now.` };
  });
}
