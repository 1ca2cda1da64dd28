import { expect, test } from 'vitest';
import { wishOf } from '../../app/compute/wish/wish-of.ts';
import { DEFAULT_MACHINE_POLICY, type MachinePolicy } from '../../app/domain/machine-policy.ts';
import { stepOf } from '../support/compile-text.ts';
import { aPlan } from '../support/build-plan.ts';
import { aPlace } from '../support/hosted.ts';
import { aHeader, anAttempt, aStep } from '../support/rows.ts';

const CR = 'cr-0123456789abcdef0';
const TWICE = { 'spot-interruption': 2 };
const OF = { run: 'r', key: 'a', attempt: 1 };
const STEP = stepOf(`  a: { run: x, resources: { cpu: 8, reservation: ${CR} } }`, 'a');

async function answerTo(
  machines: MachinePolicy | null,
  trust: 'writer' | 'untrusted' = 'writer',
): Promise<string | undefined> {
  const hosted = { ...aPlace(), trust, machines };
  const answer = await wishOf(async () => null, OF, { step: STEP, hosted });
  return answer.ok ? answer.wish.asked.reservation : answer.message;
}

test('a reservation may be named where the default branch lists it, and nowhere else', async () => {
  const policy = { ...DEFAULT_MACHINE_POLICY, reservations: [CR] };
  expect(await answerTo(policy)).toBe(CR);
  const refused = /^The policy of the default branch does not let steps use cr-0123456789abcdef0/;
  expect(await answerTo(DEFAULT_MACHINE_POLICY)).toMatch(refused);
  const { reservations, ...earlier } = policy;
  expect(reservations).toEqual([CR]);
  expect(await answerTo(earlier)).toMatch(refused);
  expect(await answerTo({ ...policy, reservations: [`${CR}0`] })).toMatch(refused);
});

test('code that is not trusted may use none, whatever is listed, nor who has a broken policy', async () => {
  const policy = { ...DEFAULT_MACHINE_POLICY, reservations: [CR] };
  expect(await answerTo(policy, 'untrusted')).toMatch(/no machine is started for such code/);
  expect(await answerTo(null)).toMatch(/cannot be read/);
});

test('an attempt asks for its own memory, and for no spot once its row lost that twice', async () => {
  const step = stepOf('  a: { run: x, resources: { gpu: { type: [l4] }, memory: 1Gi } }', 'a');
  const answer = async (attempt: number, lost: Readonly<Record<string, number>>) => {
    const known = {
      header: aHeader(),
      plan: aPlan([step]),
      steps: [aStep('b', { spent: TWICE }), aStep('a', { spent: lost }), aStep('c')],
      attempts: [
        anAttempt('b', { number: attempt, memoryBytes: 9 }),
        anAttempt('a', { number: attempt, memoryBytes: attempt * 5 }),
        anAttempt('a', { number: 9, memoryBytes: 7 }),
        anAttempt('c', { number: attempt, memoryBytes: 8 }),
      ],
      timers: [],
    };
    const hosted = aPlace();
    const found = await wishOf(async () => known, { ...OF, attempt }, { step, hosted });
    return found.ok ? found.wish : expect.fail(found.message);
  };
  const first = await answer(1, {});
  expect([first.asked.memoryBytes, first.mayBeSpot]).toEqual([5, true]);
  expect(first.asked.gpu?.models).toEqual(['l4']);
  expect('reservation' in first.asked).toBe(false);
  const third = await answer(3, TWICE);
  expect([third.asked.memoryBytes, third.mayBeSpot]).toEqual([15, false]);
});

test('an attempt of a run that nobody knows any more asks for the memory that it has by itself', async () => {
  const step = stepOf('  a: { run: x, resources: { cpu: 1 } }', 'a');
  const answer = await wishOf(async () => null, OF, { step, hosted: aPlace() });
  expect(answer).toMatchObject({
    ok: true,
    wish: { asked: { memoryBytes: null }, mayBeSpot: true },
  });
});

test('a row that lost no machine yet may be spot, where the first loss ends that', async () => {
  const keys = 'retry: { escalate: { spot-interruption: { after: 1, spot: never } } }';
  const step = stepOf(`  a: { run: x, resources: { cpu: 1 }, ${keys} }`, 'a');
  const answer = await wishOf(async () => null, OF, { step, hosted: aPlace() });
  expect(answer).toMatchObject({ ok: true, wish: { mayBeSpot: true } });
});

test('a step that asks for no machine has none to be wished for', async () => {
  const step = stepOf('  a: { run: x }', 'a');
  const wish = wishOf(async () => null, OF, { step, hosted: aPlace() });
  await expect(wish).rejects.toThrow('The step a asks for no machine.');
});
