import { expect, test } from 'vitest';
import { plant } from '../../scripts/mutants/plant.ts';
import { reachOf } from '../../scripts/mutants/play/find-tests.ts';
import { tryMutants, type Verdict } from '../../scripts/mutants/play/try-mutants.ts';
import { read } from '../../scripts/house/read-sources.ts';

const SOURCE = 'test/mutants/fixtures/may-enter.ts';

test.each([
  'watchful-suite',
  // One is awake at a time: such tests are played one after the other.
  'side-by-side-suite',
])(
  'a suite that looks catches every slip, also what is decided while modules load: %s',
  async (suite) => {
    const verdicts = await play(`test/mutants/fixtures/${suite}.ts`);
    expect(verdicts.length).toBeGreaterThanOrEqual(10);
    expect(verdicts.filter(([, verdict]) => verdict !== 'caught')).toEqual([]);
    expect(verdicts.map(([mutant]) => mutant)).toContain('18 → 19');
  },
);

test('a suite that looks away catches none, and is told what it does not even reach', async () => {
  const verdicts = new Map(await play('test/mutants/fixtures/blind-suite.ts'));
  expect(verdicts.get('guest.age >= FULL_AGE → guest.age > FULL_AGE')).toBe('survived');
  expect(verdicts.get('18 → 19')).toBe('survived');
  expect(verdicts.get('false → true')).toBe('unreached');
  expect([...verdicts].filter(([, verdict]) => verdict === 'caught')).toEqual([]);
});

async function play(suite: string): Promise<readonly (readonly [string, Verdict])[]> {
  const { mutants } = plant(SOURCE, read(SOURCE));
  const verdicts = new Map<string, Verdict>();
  await tryMutants(
    mutants.map(({ id }) => id),
    [SOURCE],
    await reachOf([suite], [SOURCE]),
    { jobs: 1, note: (mutant, verdict) => verdicts.set(mutant, verdict) },
  );
  return mutants.map(({ id, before, after }) => [
    `${before} → ${after}`,
    verdicts.get(id) ?? 'unreached',
  ]);
}
