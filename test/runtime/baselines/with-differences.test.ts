import { expect, onTestFinished, test } from 'vitest';
import { digestOf } from '../../../app/domain/digest.ts';
import type { StepRow } from '../../../app/domain/run/run.ts';
import { reportNotes } from '../../../app/reports/report/report-notes.ts';
import type { Report, Side } from '../../../app/reports/report/report.ts';
import { withDifferences } from '../../../app/runtime/baselines/with-differences.ts';
import { openStore } from '../../../app/store/open-store.ts';
import { aPlan, aStep } from '../../support/build-plan.ts';
import { freshFolder } from '../../support/fresh-folder.ts';
import { aHeader, aStep as aRow, creation } from '../../support/rows.ts';

const MATRIX = {
  cells: { type: 'static', cells: [{ seed: 1 }] },
  maxParallel: null,
  failFast: true,
} as const;
const SAME = { step: 'train', output: 'model', cells: 'same', path: null } as const;
const TRAIN = aStep('train', {
  matrix: MATRIX,
  outputs: { model: { type: 'model', path: 'm', optional: false } },
});
const EVALUATE = aStep('evaluate', {
  cache: { maxAgeMs: null },
  needs: ['train'],
  matrix: MATRIX,
  inputs: { model: { ...SAME, writable: false, optional: false } },
});
const THEN = digestOf('then');
const KEY = 'evaluate[seed=1]';
const OVER = { state: 'over', result: 'success' } as const;
const ROWS: readonly StepRow[] = [
  aRow('evaluate', { ...OVER, role: 'group' }),
  aRow(KEY, { ...OVER, role: 'cell', cell: { seed: 1 }, order: 1 }),
];

async function told(
  command: string,
  { now = EVALUATE, was = EVALUATE } = {},
): Promise<readonly Side[]> {
  const store = await openStore({ sqliteFile: `${freshFolder()}/state.db` });
  onTestFinished(() => store.close());
  const headers = [aHeader({ id: 'now', number: 2 }), aHeader({ id: 'was', plan: THEN })];
  await store.commit([{ type: 'plan.save', digest: THEN, plan: aPlan([TRAIN, was]) }]);
  for (const [at, header] of headers.entries()) {
    await store.commit([creation(header, { steps: ROWS })]);
    const parts = { run: at === 0 ? command : 'evaluate' };
    const kept = { run: header.id, key: KEY, pipeline: 'churn', at: 0, cacheKey: digestOf('k') };
    await store.commit([{ type: 'cache.parts', parts: { ...kept, parts } }]);
  }
  const run = { id: 'was', sha: null, number: '1', page: null, params: {} };
  const found = { type: 'measured', metrics: { auc: 0.9 } } as const;
  const side: Side = { name: 'main', is: 'merge-base', run, version: null, found };
  const deps = { store, changedFiles: { between: async () => null } };
  const judged = { header: headers[0]!, plan: aPlan([TRAIN, now]), step: now };
  return withDifferences(deps, judged, [side]);
}

test('a step of seeds is told to be measured differently by what its cells were made of', async () => {
  expect(await told('evaluate --easy')).toMatchObject([{ otherwise: ['its command changed'] }]);
  expect((await told('evaluate'))[0]).not.toHaveProperty('otherwise');
});

test('where the cache is off, now or then, nobody knows what it was made of, and that is said', async () => {
  const off = { ...EVALUATE, cache: null };
  expect((await told('evaluate'))[0]).not.toHaveProperty('hasNoKey');
  for (const steps of [{ now: off }, { was: off }, { now: off, was: off }]) {
    const sides = await told('evaluate', steps);
    expect(sides).toMatchObject([{ hasNoKey: true }]);
    const report: Report = { step: 'evaluate', sides, metrics: [] };
    expect(reportNotes(report)).toContain(
      'evaluate has its cache off, so nobody knows what its numbers were made of: the difference from main may not come from the change alone',
    );
  }
  // What is known to differ is said, and no more.
  const [side] = await told('evaluate --easy', { now: off });
  expect(side).not.toHaveProperty('hasNoKey');
});
