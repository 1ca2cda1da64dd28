import { describe, expect, onTestFinished, test } from 'vitest';
import { digestOf } from '../../../app/domain/digest.ts';
import type { Plan, PlanStep } from '../../../app/domain/plan.ts';
import type { ApprovalEvidence } from '../../../app/domain/run/approval.ts';
import type { StepRow } from '../../../app/domain/run/run.ts';
import type { RuntimeDeps } from '../../../app/runtime/runtime.ts';
import { aGate, anApproval, aPlan, aRegressionGate, aStep } from '../../support/build-plan.ts';
import { openRuntime } from '../../support/open-runtime.ts';
import { realClock } from '../../support/real-clock.ts';
import { begun, failed, stays, succeeded } from '../../support/script-host.ts';
import { waitUntil } from '../../support/wait-until.ts';

const HOUR_MS = 3_600_000;
const METRICS = { path: 'm.json', live: null, primary: null, maximize: [], minimize: [] };

const evaluate = (given: Partial<PlanStep> = {}) =>
  aStep('evaluate', { metrics: METRICS, ...given });
const planOf = (...steps: readonly PlanStep[]): Plan =>
  aPlan([...steps, aStep('live', { needs: steps.map(({ id }) => id), approval: anApproval() })]);

/** What somebody said on GitHub, which has to be asked about again before the step starts. */
const SEEN = digestOf('seen');
const evidence = (at: number): ApprovalEvidence => ({
  bound: { report: SEEN, artifacts: SEEN, grants: SEEN, meaning: SEEN },
  binds: SEEN,
  surface: 'page',
  review: null,
  permission: 'write',
  standsFor: null,
  bases: [],
  atLeast: 1,
  saidAt: at,
  heldAt: 0,
});

type Given = {
  readonly plan?: Plan;
  /** The gates of the default branch, as they are now. */
  readonly today?: Plan;
  readonly isAsked?: boolean;
};

/** A run whose `live` waits for a person; GitHub says of each approval that it holds, unless a gate of today rejects. */
async function waiting({ plan = planOf(evaluate()), today = plan, isAsked = true }: Given = {}) {
  let shift = 0;
  const clock = { ...realClock, now: () => Date.now() + shift };
  const told: (string | null)[] = [];
  const asked: string[] = [];
  const approvals: NonNullable<RuntimeDeps['approvals']> = {
    ask: async (_run, key) => {
      asked.push(key);
      const askedAt = clock.now();
      return {
        today,
        judge: (_now, of, rejects) => {
          told.push(rejects);
          const lost = rejects === null ? [] : [{ byId: 3, why: `${of}: ${rejects}` }];
          const held = rejects === null ? [3] : [];
          return { askedAt, held, lost, atLeast: 1, gates: null };
        },
      };
    },
  };
  const repository = {
    baseCommits: async ({ sha }: { readonly sha: string | null }) =>
      sha === 'change' ? ['main'] : [],
  };
  const opened = await openRuntime({ clock, repository, ...(isAsked && { approvals }) });
  const { store, host, start, until, runtime } = opened;
  onTestFinished(() => store.close());
  const row = async (run: string, key = 'live'): Promise<StepRow | undefined> =>
    (await store.runs.load(run))?.steps.find((each) => each.key === key);
  return {
    ...opened,
    told,
    asked,
    row,
    later: (ms: number) => void (shift += ms),
    /** A run of the commit that gates are held against, which is being measured. */
    mainTrains: async () => {
      host.acts.set('evaluate', stays);
      const { id } = await start(aPlan([evaluate()]), { sha: 'main' });
      await until(id, async () => (await row(id, 'evaluate'))?.state === 'running');
      return id;
    },
    run: async () => {
      host.acts.set('evaluate', () => [begun(), succeeded({ metrics: { auc: 0.9 } })]);
      const { id } = await start(plan, { sha: 'change' });
      await until(id, async () => (await row(id))?.state === 'approval');
      return id;
    },
    approve: (run: string) =>
      runtime.handle(run, {
        type: 'approval.decided',
        key: 'live',
        by: 'cat',
        byId: 3,
        standsFor: null,
        decision: 'approved',
        comment: null,
        evidence: evidence(clock.now()),
      }),
  };
}

describe('a step that was approved', () => {
  test('is asked about once more, and starts where all of it holds', async () => {
    const { run, approve, until, told, asked } = await waiting();
    const id = await run();
    expect(asked).toEqual([]);
    await approve(id);
    expect((await until(id)).status).toBe('succeeded');
    expect([asked, told]).toEqual([['live'], [null]]);
  });

  test.each([
    [0.8, 'passes'],
    [0.95, 'rejects'],
  ])('starts by what a gate of today says of the run: from %d on it %s', async (value, says) => {
    const gate = aGate('strict', { test: { type: 'value', op: '>=', value } });
    const lax = aGate('lax', { test: { type: 'value', op: '>=', value: 0 } });
    const today = planOf(evaluate({ gates: [lax, gate] }));
    const { run, approve, until, told, row, host } = await waiting({ today });
    const id = await run();
    await approve(id);
    await until(id, () => told.length > 0);
    if (says === 'passes') {
      expect((await until(id)).status).toBe('succeeded');
      expect(told).toEqual([null]);
      return;
    }
    await until(id, async () => (await row(id))?.approvals.length === 0);
    expect(told).toEqual([expect.stringContaining('auc')]);
    expect((await row(id))?.reason).toContain('the approval by cat no longer counts: live: ');
    expect(host.order).toEqual(['evaluate']);
  });

  test('is held against no gate of a step that did not succeed, since nothing of it was measured', async () => {
    const plan = planOf(evaluate({ continueOnError: true }));
    const today = planOf(evaluate({ continueOnError: true, gates: [aGate('strict')] }));
    const { start, approve, until, told, row, host } = await waiting({ plan, today });
    host.acts.set('evaluate', () => [begun(), failed()]);
    const { id } = await start(plan, { sha: 'change' });
    await until(id, async () => (await row(id))?.state === 'approval');
    await approve(id);
    await until(id);
    expect(told).toEqual([null]);
    expect(host.order).toEqual(['evaluate', 'live']);
  });

  test('waits for a baseline that is being measured, and starts by what it says', async () => {
    const today = planOf(evaluate({ gates: [aRegressionGate('regress')] }));
    const world = await waiting({ today });
    const { until, runtime, told, row, run, approve, asked, work, mainTrains } = world;
    const base = await mainTrains();
    const id = await run();
    await approve(id);
    const { stop } = work();
    await waitUntil(() => asked.length > 0);
    await stop();
    expect((await row(id))?.state).toBe('approval');
    expect(told).toEqual([]);
    await runtime.report(
      { run: base, key: 'evaluate', attempt: 1 },
      succeeded({ metrics: { auc: 0.7 } }),
    );
    expect((await until(id)).status).toBe('succeeded');
    expect(told).toEqual([null]);
  });

  test('waits for it an hour, and no longer', async () => {
    const today = planOf(evaluate({ gates: [aRegressionGate('regress')] }));
    const { told, run, approve, asked, later, work, mainTrains } = await waiting({ today });
    await mainTrains();
    const id = await run();
    await approve(id);
    const { stop } = work();
    await waitUntil(() => asked.length > 0);
    expect(told).toEqual([]);
    later(HOUR_MS + 60_000);
    await waitUntil(() => told.length > 0);
    await stop();
    expect(told[0]).toContain('still being measured');
  });

  test('stays where it is while nobody can be asked, and that is told', async () => {
    const { run, approve, work, troubles, row, host } = await waiting({ isAsked: false });
    const id = await run();
    await approve(id);
    const { stop } = work();
    await waitUntil(() => troubles.length > 0);
    await stop();
    expect(troubles.join()).toContain('nobody here can be asked about approvals');
    expect((await row(id))?.state).toBe('approval');
    expect(host.order).toEqual(['evaluate']);
  });

  test('is not asked about once it waits no more', async () => {
    const { run, approve, until, runtime, asked, store } = await waiting();
    const id = await run();
    await approve(id);
    const cancel = {
      type: 'run.cancel-requested',
      by: 'ada',
      reason: 'no',
      forced: false,
    } as const;
    await runtime.handle(id, cancel);
    await until(id);
    await until(id, async () => (await store.outbox.pending(id)).length === 0);
    expect(asked).toEqual([]);
  });
});
