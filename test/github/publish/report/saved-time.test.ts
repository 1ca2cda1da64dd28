import { expect, test } from 'vitest';
import { savedTime } from '../../../../app/github/publish/report/saved-time.ts';
import type { StepRow } from '../../../../app/domain/run/run.ts';
import type { RunRows } from '../../../../app/runtime/ports/runs.ts';
import { aHeader, aStep, anAttempt, T0 } from '../../../reports/build-run.ts';

const SECOND = 1000;
const from = (run: string, key: string): Partial<StepRow> => ({
  state: 'over',
  result: 'success',
  cached: true,
  takenFrom: { run, key },
});
const attempt = (key: string, seconds: number, number = 1) =>
  anAttempt(key, { number, startedAt: T0, endedAt: T0 + seconds * SECOND });
const DONE = new Map<string, readonly ReturnType<typeof attempt>[]>([
  ['a', [attempt('data', 10), attempt('train', 5), attempt('train', 20, 2), attempt('other', 99)]],
  ['b', [attempt('eval', 4)]],
]);
for (let at = 0; at < 11; at += 1) DONE.set(`r${at}`, [attempt('x', 1)]);
const runs = {
  load: async (run: string): Promise<RunRows | null> => {
    const attempts = DONE.get(run);
    return attempts === undefined ? null : { header: aHeader(), steps: [], timers: [], attempts };
  },
};
const ended = aHeader({ status: 'succeeded', endedAt: T0 + 1 });
const savedBy = (steps: readonly StepRow[], part: Partial<RunRows> = {}) =>
  savedTime(runs, { header: ended, steps, attempts: [], ...part });

test('what the cache saved is what the work took, all its attempts, in the runs that did it', async () => {
  const steps = [aStep('data', from('a', 'data')), aStep('train', from('a', 'train'))];
  expect(await savedBy(steps)).toBe(35 * SECOND);
  expect(await savedBy([...steps, aStep('eval', from('b', 'eval'))])).toBe(39 * SECOND);
});

test('it is not known where a run is forgotten, nothing was taken, or something ran', async () => {
  const taken = aStep('data', from('a', 'data'));
  expect(await savedBy([taken, aStep('x', from('gone', 'x'))])).toBeNull();
  expect(await savedBy([aStep('data')])).toBeNull();
  expect(await savedBy([taken], { attempts: [attempt('x', 1)] })).toBeNull();
  expect(await savedBy([taken], { header: aHeader() })).toBeNull();
});

test('it is added up of ten runs at most', async () => {
  const many = Array.from({ length: 11 }, (_, at) => aStep(`s${at}`, from(`r${at}`, 'x')));
  expect(await savedBy(many.slice(0, 10))).toBe(10 * SECOND);
  expect(await savedBy(many)).toBeNull();
});

test('adds up work that was taken from the cache, and no attempt that never began', async () => {
  DONE.set('c', [attempt('x', 3), anAttempt('x', { number: 2, startedAt: null, endedAt: T0 + 9 })]);
  const step = (key: string, part: Partial<StepRow>) => aStep(key, part);
  expect(await savedBy([step('x', from('c', 'x'))])).toBe(3 * SECOND);
  const taken = step('y', { ...from('a', 'train'), cached: false });
  const unknown = step('z', { ...from('a', 'train'), takenFrom: null });
  expect(await savedBy([step('x', from('c', 'x')), taken, unknown])).toBe(3 * SECOND);
});
