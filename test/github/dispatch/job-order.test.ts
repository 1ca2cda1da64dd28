import { describe, expect, test } from 'vitest';
import type { PlanStep, ResourceSpec } from '../../../app/domain/plan.ts';
import type { MachineWish } from '../../../app/runtime/ports/hosted/machines.ts';
import { dispatchTarget } from '../../../app/github/dispatch/dispatch-target.ts';
import { planText } from '../../../app/github/dispatch/gather-dispatches.ts';
import { groupOf, jobOrder, secretsOf } from '../../../app/github/dispatch/job-order.ts';
import { asksForMachine, runnerOf } from '../../../app/github/dispatch/runner-of.ts';
import { anApproval, aStep } from '../../support/build-plan.ts';
import { aPlace } from '../../support/hosted.ts';

const OF = { run: 'r', key: 'train', attempt: 1 };
const MINUTE = 60_000;
const HOSTED = 360;
const GPU: ResourceSpec = {
  gpu: { type: [], count: 1, memoryBytes: null },
  cpu: null,
  memoryBytes: null,
  diskBytes: null,
  arch: null,
  spot: null,
  maxPrice: null,
};

type Given = { readonly of?: typeof OF; readonly pipeline?: string; readonly runsOn?: never };

function ordered(step: Partial<PlanStep> = {}, { of = OF, pipeline = 'churn' }: Given = {}) {
  const ticket = { secrets: { B: 'KEY', A: 'TOKEN', C: 'KEY' } } as never;
  const place = { ok: true, runsOn: step.runsOn ?? 'ubuntu-latest' } as const;
  return jobOrder(of, aStep('train', step), { pipeline, place, ticket });
}

function onMachine(of = OF) {
  const machine = { mayBeSpot: true } as MachineWish;
  const about = { pipeline: 'churn', ticket: { secrets: {} } as never };
  return jobOrder(of, aStep('train'), { ...about, place: { ok: true, machine } });
}

describe('a job', () => {
  test('has what its step may take, its grace and a quarter of an hour beside', () => {
    const clocks = { ...aStep('x').clocks, timeoutMs: 10 * MINUTE, gracePeriodMs: 1 };
    expect(ordered({ clocks }).timeoutMinutes).toBe(26);
    expect(ordered({ clocks: { ...clocks, gracePeriodMs: 0 } }).timeoutMinutes).toBe(25);
    const day = { ...clocks, timeoutMs: 24 * 60 * MINUTE, gracePeriodMs: 0 };
    expect(ordered({ clocks: day }).timeoutMinutes).toBe(HOSTED);
    expect(ordered({ clocks: day, runsOn: 'mine' }).timeoutMinutes).toBe(24 * 60 + 15);
    const week = { ...day, timeoutMs: 7 * day.timeoutMs };
    expect(ordered({ clocks: week, runsOn: 'mine' }).timeoutMinutes).toBe(5 * 24 * 60);
    expect(ordered({ clocks: week, runsOn: 'ubuntu-slim' }).timeoutMinutes).toBe(15);
  });

  test('is called by its pipeline and step, and by its hint too where GitHub might show that otherwise', () => {
    const named = (key: string, pipeline = 'churn') =>
      ordered({}, { of: { ...OF, key }, pipeline }).name;
    expect(named('train')).toBe('churn: train');
    const { hint } = ordered();
    expect(named('x'.repeat(93))).toBe(`churn: ${'x'.repeat(93)}`);
    for (const key of ['x'.repeat(94), 'a  b', 'train ', 'größe', 'a\nb']) {
      const { name, hint: own } = ordered({}, { of: { ...OF, key } });
      expect(name).toMatch(/^churn: [ -~]*$/);
      expect(name.endsWith(` ${own}`)).toBe(true);
      expect(name.length).toBeLessThanOrEqual(101);
    }
    expect(named('größe')).toMatch(/^churn: gr-e /);
    expect(named('größe')).not.toBe(named('gröe'));
    expect(hint).toMatch(/^[0-9a-f]{20}$/);
  });

  test('has a hint of its run, its step and its attempt', () => {
    const hints = [OF, { ...OF, run: 's' }, { ...OF, key: 'k' }, { ...OF, attempt: 2 }].map(
      (of) => ordered({}, { of }).hint,
    );
    expect(new Set(hints).size).toBe(4);
    expect(ordered().hint).toBe(hints[0]);
  });

  test('waits in the environment that its approval names, if any', () => {
    expect(ordered().environment).toBe('');
    const approval = anApproval({ environment: 'production' });
    expect(ordered({ approval }).environment).toBe('production');
    expect(ordered({ approval: anApproval() }).environment).toBe('');
  });

  test('that is given a machine is found by the label of that alone', () => {
    const order = onMachine();
    expect(order).toMatchObject({ runsOn: `mlp-${order.hint}`, machine: { mayBeSpot: true } });
    expect(ordered()).not.toHaveProperty('machine');
  });

  test('shares a dispatch with those of its run, secrets and environment, and with a machine none', () => {
    expect(secretsOf(ordered())).toEqual(['KEY', 'TOKEN']);
    const other = { ...OF, key: 'evaluate' };
    expect(groupOf(OF, ordered())).toBe(groupOf(other, ordered({}, { of: other })));
    const production = ordered({ approval: anApproval({ environment: 'production' }) });
    const bare = { ...ordered(), ticket: { secrets: {} } as never };
    const groups = [
      groupOf(OF, ordered()),
      groupOf({ ...OF, run: 's' }, ordered()),
      groupOf(OF, production),
      groupOf(OF, bare),
      groupOf(OF, onMachine()),
      groupOf(other, onMachine(other)),
    ];
    expect(new Set(groups).size).toBe(groups.length);
  });

  test('is written as the workflow file reads it', () => {
    const [one, two] = [ordered(), ordered({ runsOn: ['self-hosted', 'gpu'] })];
    expect(JSON.parse(planText([one, two]))).toEqual(
      [one, two].map(({ name, hint, runsOn, timeoutMinutes, environment }) => {
        return { name, attempt: hint, runs_on: runsOn, timeout: timeoutMinutes, environment };
      }),
    );
    expect(planText([])).toBe('[]');
  });
});

describe('a step runs', () => {
  const on = (step: Partial<PlanStep>, trust: 'writer' | 'untrusted' = 'writer') => {
    const answer = runnerOf(aStep('train', step), trust);
    return answer.ok ? answer.runsOn : answer.message;
  };

  test.each([
    [null, 'ubuntu-latest'],
    [[], 'ubuntu-latest'],
    ['mine', 'mine'],
    [['mine'], 'mine'],
    [
      ['self-hosted', 'gpu'],
      ['self-hosted', 'gpu'],
    ],
    [{ group: 'gpus' }, { group: 'gpus' }],
  ])('where it says: %j', (runsOn, expected) => {
    expect(on({ runsOn })).toEqual(expected);
  });

  test('on a machine of its own only where it names no runner', () => {
    expect(asksForMachine({ runsOn: null, resources: GPU })).toBe(true);
    expect(asksForMachine({ runsOn: [], resources: GPU })).toBe(true);
    expect(asksForMachine({ runsOn: 'mine', resources: GPU })).toBe(false);
    expect(asksForMachine({ runsOn: null, resources: null })).toBe(false);
    expect(on({ resources: GPU, runsOn: 'mine' })).toBe('mine');
    expect(on({ resources: GPU })).toMatch(/asks for a machine with a GPU .*\[self-hosted, gpu\]/);
    expect(on({ resources: { ...GPU, gpu: null } })).toMatch(
      /asks for a machine of its own .*\[self-hosted, big\]/,
    );
  });

  test('on GitHub’s own runners where nobody answers for its code', () => {
    expect(on({}, 'untrusted')).toBe('ubuntu-latest');
    expect(on({ runsOn: 'macos-15' }, 'untrusted')).toBe('macos-15');
    expect(on({ runsOn: ['ubuntu-latest', 'x'] }, 'untrusted')).toMatch(/never runs on runners/);
    expect(on({ runsOn: 'mine' }, 'untrusted')).toMatch(/the step asks for "mine"/);
  });
});

describe('a run is dispatched', () => {
  const HEADER = { id: 'abcdefghijkl', hosted: aPlace(7), sha: 's'.repeat(40), ref: null };
  const { repository } = HEADER.hosted;
  const target = (part: object) => {
    const answer = dispatchTarget({ ...HEADER, ...part }, ['TOKEN']);
    return answer.ok ? answer.order : answer.message;
  };

  test.each(['refs/heads/main', 'refs/tags/v1'])('on %s, with its secrets', (ref) => {
    expect(target({ ref })).toEqual({ repository, sha: HEADER.sha, ref, secrets: ['TOKEN'] });
  });

  test('without secrets on a branch of its own where nobody answers for its code', () => {
    const hosted = aPlace(7, { trust: 'untrusted' });
    expect(target({ hosted, ref: 'refs/heads/main' })).toEqual({
      repository,
      sha: HEADER.sha,
      ref: `refs/heads/mlpipelines/ok/${'s'.repeat(12)}-efghijkl`,
      secrets: [],
      untrusted: true,
    });
  });

  test.each([
    ['is of no branch', { ref: 'refs/pull/7/head' }, /and refs\/pull\/7\/head is neither/],
    ['names no ref', {}, /and this run is neither/],
    ['has no commit', { sha: null, ref: 'refs/heads/main' }, /belongs to no repository/],
    ['is of no repository', { hosted: undefined, ref: 'refs/heads/x' }, /belongs to no repository/],
  ])('nowhere where it %s, and is told why', (_, part, words) => {
    expect(target(part)).toMatch(words);
  });
});
