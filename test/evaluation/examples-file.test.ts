import { expect, test } from 'vitest';
import type { Statistic } from '../../evaluation/examples.ts';
import { examplesFormat, namesOf, wantedColumns } from '../../evaluation/examples-file.ts';

const wanted = (...statistics: readonly Statistic[]) =>
  wantedColumns({
    id: 'id',
    cluster: null,
    show: [],
    metrics: Object.fromEntries(statistics.map((statistic, at) => [`m${at}`, statistic])),
  }).columns;

test.each([
  ['predictions.csv', 'csv'],
  ['out.d/p.TSV', 'tsv'],
  ['p.jsonl', 'json-lines'],
  ['p.tar.ndjson', 'json-lines'],
  ['p.parquet', 'parquet'],
  ['p.json', null],
  ['csv.d/p', null],
  ['p.constructor', null],
])('a table says by its ending how it is written: %s', (path, format) => {
  expect(examplesFormat(path)).toBe(format);
});

test.each<[Statistic, object]>([
  [{ type: 'mean', column: 'x' }, { x: 'number' }],
  [{ type: 'quantile', column: 'x', at: 0.5 }, { x: 'number' }],
  [
    { type: 'auc', label: 'y', score: 's' },
    { y: 'two-classes', s: 'number' },
  ],
  [
    { type: 'average-precision', label: 'y', score: 's' },
    { y: 'two-classes', s: 'number' },
  ],
  [
    { type: 'f1', label: 'y', predicted: 'p' },
    { y: 'two-classes', p: 'two-classes' },
  ],
  [
    { type: 'rmse', actual: 'y', predicted: 'p' },
    { y: 'number', p: 'number' },
  ],
  [
    { type: 'log-loss', label: 'y', probability: 'p' },
    { y: 'two-classes', p: 'probability' },
  ],
])('a statistic is made of the columns that it names: %j', (statistic, columns) => {
  expect(wanted(statistic)).toEqual(columns);
});

test('a column that several statistics use is as the strictest needs it', () => {
  const mean = { type: 'mean', column: 'x' } as const;
  const loss = { type: 'log-loss', label: 'y', probability: 'x' } as const;
  const auc = { type: 'auc', label: 'x', score: 'y' } as const;
  expect(wanted(mean, loss, mean)).toEqual({ x: 'probability', y: 'two-classes' });
  expect(wanted(loss, auc, loss)).toEqual({ x: 'two-classes', y: 'two-classes' });
});

test('each column is named once, whatever it is for', () => {
  const columns = { id: 'number', score: 'number' } as const;
  expect(namesOf({ id: 'id', cluster: 'day', show: ['text', 'score'], columns })).toEqual([
    'id',
    'day',
    'score',
    'text',
  ]);
  expect(namesOf({ id: 'id', cluster: null, show: [], columns: {} })).toEqual(['id']);
});
