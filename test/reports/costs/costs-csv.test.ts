import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { costOfPart, sumCosts } from '../../../app/costs/cost.ts';
import { costsCsv } from '../../../app/reports/costs/costs-csv.ts';

test('costs as CSV have every part in a column, what is unknown by name, and no formula', () => {
  const cost = {
    ...sumCosts([
      costOfPart('machine', 1.23456789),
      costOfPart('disk', null),
      costOfPart('address', null),
    ]),
    paidMs: 61_400,
    idleMs: 1000,
  };
  const names = ['churn', '=HYPERLINK("x")', 'a, b', 'two\nlines'];
  const text = costsCsv(
    names.map((name) => ({ name, runs: 2, attempts: 3, cost })),
    'person',
  );
  const rows: Record<string, string>[] = parse(text, { columns: true });
  expect(rows.map(({ person }) => person)).toEqual([
    'churn',
    `'=HYPERLINK("x")`,
    'a, b',
    'two\nlines',
  ]);
  expect(rows[0]).toMatchObject({
    runs: '2',
    attempts: '3',
    usd: '1.234568',
    unknown: 'disk address',
    paid_seconds: '61',
    idle_seconds: '1',
    machine_usd: '1.234568',
    disk_usd: '0',
    judge_usd: '',
  });
});
