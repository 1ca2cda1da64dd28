import { describe, expect, test } from 'vitest';
import { wishOf } from '../../app/compute/wish/wish-of.ts';
import { DEFAULT_MACHINE_POLICY, type MachinePolicy } from '../../app/domain/machine-policy.ts';
import type { AttemptRow, RunHeader } from '../../app/domain/run/run.ts';
import { stepOf } from '../support/compile-text.ts';
import type { Runtime } from '../../app/runtime/runtime.ts';
import { aPlan } from '../support/build-plan.ts';
import { aPlace } from '../support/hosted.ts';
import { aHeader, anAttempt, aStep } from '../support/rows.ts';

const CR = 'cr-0123456789abcdef0';
const TWICE = { 'spot-interruption': 2 };
const OF = { run: 'r', key: 'a', attempt: 1 };
const STEP = stepOf(`  a: { run: x, resources: { cpu: 8, reservation: ${CR} } }`, 'a');

/** Of a store that has this run, and such successes of its step before. */
const knowing = (known: Awaited<ReturnType<Runtime['read']>>, past: readonly number[] = []) => ({
  read: async () => known,
  history: { lengths: async () => past },
});

async function answerTo(
  machines: MachinePolicy | null,
  trust: 'writer' | 'untrusted' = 'writer',
): Promise<string | undefined> {
  const hosted = { ...aPlace(), trust, machines };
  const answer = await wishOf(knowing(null), OF, { step: STEP, hosted });
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
    const found = await wishOf(knowing(known), { ...OF, attempt }, { step, hosted });
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
  const answer = await wishOf(knowing(null), OF, { step, hosted: aPlace() });
  expect(answer).toMatchObject({
    ok: true,
    wish: { asked: { memoryBytes: null }, mayBeSpot: true },
  });
});

test('a row that lost no machine yet may be spot, where the first loss ends that', async () => {
  const keys = 'retry: { escalate: { spot-interruption: { after: 1, spot: never } } }';
  const step = stepOf(`  a: { run: x, resources: { cpu: 1 }, ${keys} }`, 'a');
  const answer = await wishOf(knowing(null), OF, { step, hosted: aPlace() });
  expect(answer).toMatchObject({ ok: true, wish: { mayBeSpot: true } });
});

test('a step that asks for no machine has none to be wished for', async () => {
  const step = stepOf('  a: { run: x }', 'a');
  const wish = wishOf(knowing(null), OF, { step, hosted: aPlace() });
  await expect(wish).rejects.toThrow('The step a asks for no machine.');
});

describe('what spot is chosen by', () => {
  const MINUTE = 60_000;
  const facts = async (
    text: string,
    given: Partial<RunHeader> & {
      readonly pull?: number | null;
      readonly machines?: MachinePolicy;
      readonly attempts?: readonly AttemptRow[];
      readonly lost?: number;
    } = {},
  ) => {
    const { pull = 4, machines = DEFAULT_MACHINE_POLICY, attempts = [], lost = 0, ...head } = given;
    const step = stepOf(`  a: { run: x, ${text} }`, 'a');
    const steps = [aStep('a', { spent: { 'spot-interruption': lost } })];
    const header = aHeader({ trigger: 'pull_request', ...head });
    const known = { header, plan: aPlan([step]), steps, attempts, timers: [] };
    const past = Array.from({ length: 20 }, (_, at) => (at + 1) * MINUTE);
    const hosted = { ...aPlace(), pull, machines };
    const answer = await wishOf(knowing(known, past), { ...OF, attempt: 3 }, { step, hosted });
    return answer.ok ? answer.wish.spot : expect.fail(answer.message);
  };
  const CPU = 'resources: { cpu: 1 }';

  test('is how long it took before, what it loses, and what waiting for it is worth', async () => {
    expect(await facts(CPU)).toEqual({
      past: { medianMs: 10 * MINUTE, p90Ms: 18 * MINUTE },
      mostMs: 360 * MINUTE,
      checkpointMs: null,
      savedMs: 0,
      waitingUsdHour: 15,
      lost: 0,
      mostLosses: 2,
    });
    const kept = `${CPU}, checkpoint: { path: ckpt, every: 5m }`;
    expect(await facts(kept, { lost: 1 })).toMatchObject({ checkpointMs: 5 * MINUTE, lost: 1 });
    const never = `${CPU}, checkpoint: { path: ckpt, resume: never }`;
    expect(await facts(never)).toMatchObject({ checkpointMs: null });
  });

  test('is nothing where the step says itself what it wants', async () => {
    expect(await facts('resources: { cpu: 1, spot: require }')).toBeUndefined();
    expect(await facts('resources: { cpu: 1, spot: never }')).toBeUndefined();
    expect(await facts('resources: { cpu: 1, spot: prefer }')).toBeDefined();
  });

  test('says that somebody waits for a pull request and for what they started', async () => {
    const worth = async (trigger: string, pull: number | null, machines?: MachinePolicy) =>
      (await facts(CPU, { trigger, pull, ...(machines !== undefined && { machines }) }))
        ?.waitingUsdHour;
    expect(await worth('push', 4)).toBe(15);
    expect(await worth('command', null)).toBe(15);
    expect(await worth('push', null)).toBe(0.5);
    expect(await worth('schedule', null)).toBe(0.5);
    const waitingCost = { pullRequest: 40, schedule: 0 };
    const own = { ...DEFAULT_MACHINE_POLICY, waitingCost };
    expect([await worth('push', 4, own), await worth('schedule', null, own)]).toEqual([40, 0]);
    const { waitingCost: _, ...earlier } = own;
    expect(await worth('push', 4, earlier)).toBe(15);
  });

  test('counts what its own attempts saved, each on from the one before', async () => {
    const ran = (number: number, minutes: number, part: Partial<AttemptRow>) =>
      anAttempt('a', {
        number,
        status: 'interrupted',
        startedAt: 0,
        endedAt: minutes * MINUTE,
        ...part,
      });
    const resumedFrom = `sha256:${'a'.repeat(64)}` as const;
    const kept = `${CPU}, checkpoint: { path: ckpt }`;
    const first = ran(1, 30, { workLostMs: 4 * MINUTE });
    const saved = async (attempts: readonly AttemptRow[], text = kept) =>
      (await facts(text, { attempts: [...attempts, anAttempt('b', { number: 1 })] }))?.savedMs;
    expect(await saved([first])).toBe(26 * MINUTE);
    const second = ran(2, 20, { workLostMs: 5 * MINUTE, resumedFrom });
    expect(await saved([first, second])).toBe(41 * MINUTE);
    expect(await saved([first, { ...second, resumedFrom: null }])).toBe(15 * MINUTE);
    expect(await saved([ran(1, 30, { workLostMs: null })])).toBe(0);
    expect(await saved([{ ...first, status: 'failed' }])).toBe(0);
    expect(await saved([first], CPU)).toBe(0);
  });
});
