import { expect, test } from 'vitest';
import { watchedByReport } from '../../../../app/github/publish/report/watched-by-report.ts';
import type { RunHeader } from '../../../../app/domain/run/run.ts';
import type { Side } from '../../../../app/reports/report/report.ts';
import { aStep } from '../../../support/build-plan.ts';
import { aPlace } from '../../../support/hosted.ts';
import { aHeader } from '../../../support/rows.ts';

const ALIAS = { type: 'alias', model: 'churn', alias: 'production' } as const;
const STEP = aStep('evaluate', { report: { compare: [{ type: 'merge-base' }, ALIAS] } });
const TOPIC = { hosted: aPlace(7), ref: 'refs/heads/topic' };
const BASE = { type: 'step', repository: 7, pipeline: 'churn', key: 'evaluate' };
const MOVED = { ...ALIAS, scope: '7' };

function watched(found: Side['found']['type'], part: Partial<RunHeader> = {}, is?: Side['is']) {
  const result = found === 'measured' ? { type: found, metrics: {} } : { type: found };
  const side: Side = {
    name: 'main',
    is: is ?? 'merge-base',
    version: null,
    run: null,
    found: result,
  };
  return watchedByReport(aHeader({ ...TOPIC, ...part }), STEP, [side]);
}

test.each(['never', 'under-way', 'unknown'] as const)(
  'a base that is %s is waited for, beside the aliases that a run is compared with',
  (found) => {
    expect(watched(found)).toEqual([BASE, MOVED]);
  },
);

test('a base that was measured is waited for no more, nor what is no base', () => {
  expect(watched('measured')).toEqual([MOVED]);
  expect(watched('never', {}, 'alias')).toEqual([MOVED]);
});

test('a run of the default branch, of code that nobody answers for, or of a laptop waits for nothing', () => {
  expect(watched('never', { ref: 'refs/heads/main' })).toEqual([]);
  expect(watched('never', { hosted: aPlace(7, { trust: 'untrusted' }) })).toEqual([]);
  const { hosted: _, ...laptop } = aHeader({ ref: 'refs/heads/topic' });
  expect(watchedByReport(laptop, STEP, [])).toEqual([]);
});
