import { describe, expect, test } from 'vitest';
import type { TablePlot } from '../../../../app/domain/plan.ts';
import { PlotProblem } from '../../../../app/reports/plots/charts/chart.ts';
import { makeChart } from '../../../../app/reports/plots/charts/make-chart.ts';

const CURVE: TablePlot = {
  type: 'curve',
  path: 'history.csv',
  x: 'epoch',
  y: ['loss', 'val_loss'],
};
const ROC: TablePlot = { type: 'roc', path: 'p.csv', actual: 'y', score: 'p' };

function chart(plot: TablePlot, ...texts: readonly string[]) {
  const names = ['this run', 'main #31'];
  const made = makeChart(
    plot,
    texts.map((text, index) => ({ name: names[index] ?? '', text })),
  );
  if (made.type !== 'chart') throw new TypeError('a chart is expected');
  return made.chart;
}

/** The rows that are drawn. */
function drawn(plot: TablePlot, ...texts: readonly string[]): readonly unknown[] {
  const { spec } = chart(plot, ...texts);
  const { data } = spec;
  return data !== undefined && data !== null && 'values' in data && Array.isArray(data.values)
    ? data.values
    : [];
}

describe('curves', () => {
  test('say from where to where they go, and whose they are', () => {
    const text = 'epoch,loss,val_loss\n1,0.5,0.6\n2,0.4,0.5\n';
    expect(chart(CURVE, text).alt).toBe(
      'Curves by epoch: loss from 0.5 to 0.4, val_loss from 0.6 to 0.5.',
    );
    expect(chart(CURVE, text, 'epoch,loss,val_loss\n1,1,1\n').alt).toBe(
      'Curves by epoch: loss (this run) from 0.5 to 0.4, val_loss (this run) from 0.6 to 0.5, loss (main #31) 1, val_loss (main #31) 1.',
    );
  });

  test('skip cells that are empty or no number', () => {
    expect(drawn(CURVE, 'epoch,loss,val_loss\n1,0.5,\n2,nan,0.5\n,1,1\n')).toHaveLength(2);
  });

  test('are the same for CSV, TSV, JSON and JSON lines', () => {
    const rows = [
      { epoch: 1, loss: 3, val_loss: 4 },
      { epoch: 2, loss: 2, val_loss: 1 },
    ];
    const csv = drawn(CURVE, 'epoch,loss,val_loss\n1,3,4\n2,2,1');
    const of = (path: string, text: string) => drawn({ ...CURVE, path }, text);
    expect(csv).toHaveLength(4);
    expect(of('h.json', JSON.stringify(rows))).toEqual(csv);
    const lines = rows.map((row) => JSON.stringify(row)).join('\n');
    expect(of('h.jsonl', `${lines}\n`)).toEqual(csv);
    expect(of('h.tsv', 'epoch\tloss\tval_loss\n1\t3\t4\n2\t2\t1')).toEqual(csv);
    // A byte order mark is no part of the first column's name, and quotes are no part of a cell.
    expect(of('h.csv', '\uFEFF"epoch","loss",val_loss,n\r\n1,"3",4,"a\nb"\r2,2,"1"\n')).toEqual(
      csv,
    );
  });

  test('of many rows are drawn by few points, spikes among them, and say so', () => {
    const rows = Array.from({ length: 50_000 }, (_, at) => `${at},${at === 31_337 ? 9000 : 1},0`);
    const text = ['epoch,loss,val_loss', ...rows].join('\n');
    expect(drawn(CURVE, text).length).toBeLessThanOrEqual(4000);
    expect(drawn(CURVE, text)).toContainEqual(expect.objectContaining({ value: 9000 }));
    expect(chart(CURVE, text).notes).toEqual([
      '100,000 points, drawn by 2,001: of each stretch the lowest and the highest.',
    ]);
  });

  test('of more rows are their first twenty as a table', () => {
    const rows = Array.from({ length: 50_001 }, (_, at) => `${at},1,0,"a, b"`);
    const text = ['epoch,loss,val_loss,note', ...rows].join('\n');
    const made = makeChart(CURVE, [{ name: 'this run', text }]);
    expect(made).toMatchObject({
      type: 'table',
      table: { columns: ['epoch', 'loss', 'val_loss', 'note'] },
      note: 'history.csv has 50,001 rows, and at most 50,000 are drawn; here are the first 20. Write fewer rows, such as one for each epoch, to see curves.',
    });
    if (made.type !== 'table') return;
    expect(made.table.rows).toHaveLength(20);
    expect(made.table.rows[19]).toEqual(['19', '1', '0', 'a, b']);
  });

  test('that the table does not have are a problem that names those it has', () => {
    const of = (plot: TablePlot, text: string) => () => chart(plot, text);
    expect(of(CURVE, 'epoch,acc\n1,2\n')).toThrow(
      new PlotProblem('history.csv has no column `loss`; it has: epoch, acc.'),
    );
    expect(of(CURVE, '')).toThrow('it has: none');
    expect(of({ ...CURVE, path: 'h.jsonl' }, '{"epoch": 1}\n{')).toThrow(/^h\.jsonl is not JSON: /);
    expect(of({ ...CURVE, path: 'h.json' }, '{}')).toThrow('h.json: a list of rows is expected.');
    expect(of({ ...CURVE, path: 'h.npy' }, '')).toThrow('.csv, .tsv, .json');
    expect(of(CURVE, 'epoch,loss,val_loss\n')).toThrow(
      'history.csv has no row with numbers in `epoch` and `loss`, `val_loss`.',
    );
  });

  test('are drawn alone where the table of the other side cannot be read', () => {
    const { alt, notes } = chart(CURVE, 'epoch,loss,val_loss\n1,0.5,0.6\n', 'epoch\n1\n');
    expect(alt).toBe('Curves by epoch: loss 0.5, val_loss 0.6.');
    expect(notes).toEqual(['Without main #31: history.csv has no column `loss`; it has: epoch.']);
  });
});

describe('a test set', () => {
  // By scikit-learn 1.7: roc_auc_score([0,0,1,1,1,0], [0.1,0.4,0.35,0.8,0.4,0.9]) is 0.5.
  const text = 'y,p\n0,0.1\n0,0.4\n1,0.35\n1,0.8\n1,0.4\n0,0.9\n';

  test('as a ROC curve has the area that ranks give, ties by half', () => {
    const pairs = [0.35, 0.8, 0.4].flatMap((hit) =>
      [0.1, 0.4, 0.9].map((miss) => (hit > miss ? 1 : hit === miss ? 0.5 : 0)),
    );
    const area = pairs.reduce<number>((sum, each) => sum + each, 0) / pairs.length;
    expect(area).toBe(0.5);
    expect(chart(ROC, text).alt).toBe('ROC curve: AUC 0.5.');
    expect(chart(ROC, text, 'y,p\nfalse,0\ntrue,1\n').alt).toBe(
      'ROC curve of 2 models: AUC 0.5 (this run) and 1 (main #31).',
    );
  });

  test('needs both classes, as 0 and 1', () => {
    expect(() => chart(ROC, 'y,p\n1,0.5\n1,0.6\n')).toThrow('2 of them of class 1; both classes');
    expect(() => chart(ROC, 'y,p\ncat,0.5\n')).toThrow(
      'p.csv, column `y`: 0 and 1 (or false and true) are expected there.',
    );
  });

  test('is calibrated as far as its bins are', () => {
    const plot: TablePlot = { ...ROC, type: 'calibration' };
    // Two bins of two: 0.1 where none is, 0.8 where half are.
    expect(chart(plot, 'y,p\n0,0.1\n0,0.1\n1,0.8\n0,0.8\n').alt).toBe(
      'Calibration, 10 bins: scores are off by 0.2 on average.',
    );
    expect(() => chart(plot, 'y,p\n0,-3\n1,2\n')).toThrow('probabilities from 0 to 1');
  });
});

describe('classes', () => {
  const plot: TablePlot = { type: 'confusion', path: 'p.csv', actual: 'a', predicted: 'b' };

  test('that were taken for others are counted', () => {
    const text = 'a,b\ncat,cat\ncat,dog\ncat,dog\ndog,dog\n';
    expect(chart(plot, text).alt).toBe(
      'Confusion of 2 classes: 50 % of 4 rows right; most often cat is taken for dog, 2 times.',
    );
    expect(drawn(plot, text)).toContainEqual({
      actual: '0 cat',
      predicted: '1 dog',
      n: '2',
      share: 2 / 3,
      side: 'this run',
    });
    expect(chart(plot, text, 'a,b\ncat,cat\n').alt).toContain(
      'and 100 % of 1 rows right (main #31)',
    );
  });

  test('that begin alike have a square each', () => {
    const [one, other] = ['1', '2'].map((end) => `${'x'.repeat(40)}${end}`);
    const fields = drawn(plot, `a,b\n${one},${one}\n${other},${other}\n`);
    const name = `${'x'.repeat(24)}…`;
    expect(fields).toMatchObject([{ actual: `0 ${name}` }, { actual: `1 ${name}` }]);
  });

  test('of which one is named as those that are not shown has a square of its own', () => {
    const rows = Array.from({ length: 60 }, (_, at) => `c${at % 30},c${at % 30}`);
    const named = Array.from({ length: 5 }, () => 'all others,all others');
    const fields = drawn(plot, ['a,b', ...named, ...rows].join('\n'));
    expect(fields).toContainEqual({
      actual: '0 all others',
      predicted: '0 all others',
      n: '5',
      share: 1,
      side: 'this run',
    });
    expect(fields).toContainEqual(
      expect.objectContaining({
        actual: '20 all others (2)',
        predicted: '20 all others (2)',
        n: '22',
      }),
    );
  });

  test('of which there are many are one beyond the twenty most frequent', () => {
    const rows = Array.from({ length: 60 }, (_, at) => `c${at % 30},c${at % 30}`);
    const { notes } = chart(plot, ['a,b', ...rows].join('\n'));
    expect(notes).toEqual(['The 20 most frequent classes are shown; 10 others are one.']);
  });
});

test('bars are the longest thirty', () => {
  const plot: TablePlot = { type: 'bar', path: 'i.csv', x: 'feature', y: ['gain'] };
  const rows = Array.from({ length: 40 }, (_, at) => `f${at},${at}`);
  const text = ['feature,gain', ...rows].join('\n');
  expect(drawn(plot, text)).toHaveLength(30);
  const { alt, notes } = chart(plot, text, 'feature,gain\nf39,1\n');
  expect(alt).toBe('gain by feature of 2 models, 40 bars: highest f39 39, lowest f0 0.');
  expect(notes).toEqual(['The 30 longest bars are shown, of 40.']);
  expect(() => chart(plot, 'feature,gain\n,1\n')).toThrow('no row with `feature` and a number');
});
