import { expect, test } from 'vitest';
import type { TablePlot } from '../../../app/domain/plan.ts';
import { draw } from '../../../app/drawing/draw.ts';
import type { Drawing } from '../../../app/drawing/open-drawing.ts';
import { drawPlot, type BaseFiles } from '../../../app/drawing/kept/draw-plot.ts';
import { digestOfBytes } from '../../../content/digest-of-bytes.ts';
import { memoryBlobStore } from '../../content/memory-blob-store.ts';

const MIB = 1024 * 1024;

/** Draws in this process. */
const drawing: Pick<Drawing, 'draw'> = { draw: async ({ gather }) => draw(await gather()) };

async function drawn(path: string, text: string, base: BaseFiles | null = null) {
  const blobs = memoryBlobStore();
  const digest = await blobs.putBytes(Buffer.from(text));
  const plot: TablePlot = { type: 'curve', path, x: 'epoch', y: ['loss'] };
  const warn = (message: string) => {
    throw new Error(message);
  };
  return drawPlot(
    { blobs, drawing, warn },
    { file: path, digest, shape: { type: 'table', plot, n: 0 } },
    { asker: '1', base, form: 'svg' },
  );
}

const ROWS = Array.from({ length: 30 }, (_, at) => ({
  epoch: at,
  loss: 1 / (at + 1),
  note: '"},[',
}));
const filler = 'x'.repeat(9 * MIB);

test.each([
  [
    'h.csv',
    `epoch,loss\n${ROWS.map(({ epoch, loss }) => `${epoch},${loss}`).join('\n')}\n${filler}`,
  ],
  ['h.jsonl', `${ROWS.map((row) => JSON.stringify(row)).join('\n')}\n"${filler}"`],
  ['h.json', JSON.stringify([...ROWS, { epoch: 31, note: filler }])],
])('of %s that is too large to be drawn the first rows are shown', async (path, text) => {
  const made = await drawn(path, text);
  expect(made).toMatchObject({
    type: 'rows',
    note: `${path} is larger than 8 MiB, the most that plots are drawn from. Here are its first 20 rows.`,
  });
  const { rows = [], columns } = made.type === 'rows' ? made.table : {};
  expect(columns?.slice(0, 2)).toEqual(['epoch', 'loss']);
  expect(rows.map(([epoch]) => epoch)).toEqual(ROWS.slice(0, 20).map(({ epoch }) => `${epoch}`));
});

test('where it has no whole row there, that it is too large is all that is said', async () => {
  const message = 'h.csv is larger than 8 MiB, the most that plots are drawn from.';
  expect(await drawn('h.csv', filler)).toEqual({ type: 'problem', message });
});

test('a table is drawn alone, which is said, where that of the run below is gone', async () => {
  const gone = digestOfBytes(Buffer.from('gone'));
  const base = { name: 'main #1', files: new Map([['h.csv', gone]]) };
  const made = await drawn('h.csv', 'epoch,loss\n1,0.5\n2,0.4', base);
  expect(made).toMatchObject({
    type: 'picture',
    notes: ['Without main #1: its h.csv is no longer kept.'],
  });
});
