import { describe, expect, test } from 'vitest';
import { curvePlot, CurveProblem } from '../../../app/reports/plots/curve-plot.ts';

const curve = { path: 'history.csv', x: 'epoch', y: ['loss', 'val_loss'] };

/** How many points are drawn. */
function marks(svg: string): number {
  return svg.match(/aria-roledescription="point"/g)?.length ?? 0;
}

describe('curves of a table', () => {
  test('are an SVG with a line for each column and its name', async () => {
    const svg = await curvePlot(curve, 'epoch,loss,val_loss\n1,0.5,0.6\n2,0.4,0.5\n');
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(svg.match(/aria-roledescription="line mark"/g)).toHaveLength(2);
    for (const name of ['epoch', 'loss', 'val_loss']) expect(svg).toContain(`>${name}</text>`);
    expect(marks(svg)).toBe(4);
  });

  test('skip cells that are empty or no number', async () => {
    const svg = await curvePlot(curve, 'epoch,loss,val_loss\n1,0.5,\n2,nan,0.5\n,1,1\n');
    expect(marks(svg)).toBe(2);
  });

  test('are the same for CSV, JSON and JSON lines', async () => {
    const rows = [
      { epoch: 1, loss: 3, val_loss: 4 },
      { epoch: 2, loss: 2, val_loss: 1 },
    ];
    const lines = rows.map((row) => JSON.stringify(row));
    const csv = await curvePlot(curve, 'epoch,loss,val_loss\n1,3,4\n2,2,1');
    const json = await curvePlot({ ...curve, path: 'h.json' }, JSON.stringify(rows));
    const jsonl = await curvePlot({ ...curve, path: 'h.jsonl' }, `${lines.join('\n')}\n`);
    expect([json, jsonl]).toEqual([csv, csv]);
    // A byte order mark is no part of the first column's name.
    expect(await curvePlot(curve, '\uFEFFepoch,loss,val_loss\n1,3,4\n2,2,1')).toBe(csv);
  });

  test('take a column by its name, whatever characters it has', async () => {
    const odd = { path: 'h.csv', x: 'a.b', y: ['c[0]<script>'] };
    const svg = await curvePlot(odd, 'a.b,c[0]<script>\n1,2\n2,3\n');
    expect(marks(svg)).toBe(2);
    expect(svg).not.toContain('<script>');
  });

  test('are read from cells in quotes, whatever ends their lines', async () => {
    const plain = await curvePlot(curve, 'epoch,loss,val_loss\n1,3,4\n2,2,1');
    const odd = '"epoch","loss",val_loss,"a ""note"", of\ntwo lines"\r\n1,"3",4,"x\r"\r2,2,"1"\n';
    expect(await curvePlot(curve, odd)).toBe(plain);
    const tabs = await curvePlot(
      { ...curve, path: 'h.tsv' },
      'epoch\tloss\tval_loss\n1\t3\t4\n2\t2\t1',
    );
    expect(tabs).toBe(plain);
  });

  test('of a long table are drawn by few points, spikes among them', async () => {
    const rows = Array.from({ length: 50_000 }, (_, at) => `${at},${at === 31_337 ? 9000 : 1},0`);
    const svg = await curvePlot(curve, ['epoch,loss,val_loss', ...rows].join('\n'));
    expect(svg.length).toBeLessThan(200_000);
    expect(svg).toContain('>9,000</text>');
  });

  test('of a table of a thousand columns, empty but for the first, take no memory for them', async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `c${index}`);
    const text = `epoch,loss,val_loss,${names.join(',')}${'\n1'.repeat(100_000)}`;
    expect(marks(await curvePlot(curve, text))).toBe(0);
    const before = process.cpuUsage();
    await curvePlot(curve, text);
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(1500);
  });

  test('that the table does not have are a problem that names those it has', async () => {
    await expect(curvePlot(curve, 'epoch,acc\n1,2\n')).rejects.toThrow(
      new CurveProblem('history.csv has no column `loss`; it has: epoch, acc.'),
    );
    await expect(curvePlot(curve, '')).rejects.toThrow('it has: none');
    const broken = curvePlot({ ...curve, path: 'h.jsonl' }, '{"epoch": 1}\n{');
    await expect(broken).rejects.toThrow(/^h\.jsonl is no JSON: /);
    await expect(broken).rejects.toThrow(CurveProblem);
    await expect(curvePlot({ ...curve, path: 'h.npy' }, '')).rejects.toThrow('.csv, .tsv, .json');
  });
});
