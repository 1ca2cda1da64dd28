import { expect, test } from 'vitest';
import { attemptWords } from '../../../app/reports/words/attempt-words.ts';
import { placeWords } from '../../../app/reports/words/place-words.ts';
import { reasonAndPlace } from '../../../app/reports/words/short-reason.ts';
import { makeRunView } from '../../../app/reports/view/run-view.ts';
import type { AttemptRow, StepRow } from '../../../app/domain/run/run.ts';
import { aHeader, aPlan, aPlanStep, aStep, anAttempt } from '../build-run.ts';

const MACHINE = {
  instance: 'i-0123456789abcdef0',
  type: 'g5.xlarge',
  region: 'us-east-1',
  zone: 'us-east-1a',
  market: 'spot',
  usdHour: 0.4312,
} as const;
const RUNNING = { status: 'running', endedAt: null, exitCode: null, machine: MACHINE } as const;

function viewOf(attempt: Partial<AttemptRow>, row: Partial<StepRow> = {}) {
  const { steps } = makeRunView({
    plan: aPlan([aPlanStep('train')]),
    header: aHeader(),
    steps: [aStep('train', row)],
    attempts: [anAttempt('train', attempt)],
    models: [],
    aliases: [],
  });
  return { step: steps[0]!, attempt: steps[0]!.attempts[0]! };
}

test('a machine is told by type, market, zone and price, and by no price that nobody knows', () => {
  const wordsAt = (usdHour: number | null) =>
    placeWords(viewOf({ machine: { ...MACHINE, usdHour } }).attempt);
  expect(wordsAt(0.4312)).toBe('g5.xlarge spot, us-east-1a, $0.43/h');
  expect(wordsAt(12)).toBe('g5.xlarge spot, us-east-1a, $12.00/h');
  expect(wordsAt(0.00421)).toBe('g5.xlarge spot, us-east-1a, $0.0042/h');
  expect(wordsAt(null)).toBe('g5.xlarge spot, us-east-1a');
  expect(placeWords(viewOf({}).attempt)).toBeNull();
});

test('a machine in reserved capacity says in which, instead of how it was bought', () => {
  const machine = { ...MACHINE, market: 'on-demand', reservation: 'cr-0123456789abcdef0' } as const;
  const words = 'g5.xlarge in cr-0123456789abcdef0, us-east-1a, $0.43/h';
  expect(placeWords(viewOf({ machine }).attempt)).toBe(words);
});

test('an attempt says where it runs or ran, after how it went', () => {
  const place = 'on g5.xlarge spot, us-east-1a, $0.43/h';
  expect(attemptWords(viewOf(RUNNING).attempt)).toBe(`running ${place}`);
  expect(attemptWords(viewOf({ machine: MACHINE }).attempt)).toBe(`succeeded in 1s ${place}`);
});

test('a row that waits for its machine gives the reason alone; one at work or over says which machine', () => {
  const reason = 'its machine is starting: g5.xlarge, spot, in us-east-1a';
  const starting = { status: 'starting', startedAt: null, endedAt: null } as const;
  const waits = viewOf({ ...starting, machine: MACHINE }, { state: 'starting', reason });
  expect(reasonAndPlace(waits.step)).toBe(reason);
  const atWork = viewOf(RUNNING, { state: 'running' });
  expect(reasonAndPlace(atWork.step)).toBe('on g5.xlarge spot, us-east-1a, $0.43/h');
  const failed = viewOf(
    { status: 'failed', class: 'exit-code', exitCode: 2, machine: MACHINE },
    { state: 'over', result: 'failure', reason: 'exit code 2' },
  );
  expect(reasonAndPlace(failed.step)).toBe('exit code 2; on g5.xlarge spot, us-east-1a, $0.43/h');
});

test('a row that is to be tried again does not speak of the machine that it had', () => {
  const lost = { status: 'interrupted', class: 'spot-interruption', machine: MACHINE } as const;
  expect(reasonAndPlace(viewOf(lost, { state: 'backoff' }).step)).toBe(
    'spot-interruption; another attempt follows',
  );
});
