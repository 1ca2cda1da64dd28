import { expect, test } from 'vitest';
import { wishOf } from '../../app/compute/wish/wish-of.ts';
import { DEFAULT_MACHINE_POLICY, type MachinePolicy } from '../../app/domain/machine-policy.ts';
import { stepOf } from '../support/compile-text.ts';
import { aPlace } from '../support/hosted.ts';

const CR = 'cr-0123456789abcdef0';
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
