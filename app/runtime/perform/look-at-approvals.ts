import { HotRun } from '../../engine/state/hot-run.ts';
import { indexPlan } from '../../engine/state/plan-index.ts';
import type { StepRow } from '../../domain/run/run.ts';
import { gatedRows, rejectedToday } from '../promotion/rejected-today.ts';
import { NotYet } from '../not-yet.ts';
import { admitPromotion } from '../promotion/admit-promotion.ts';
import { askGates, LONGEST_WAIT_MS, readyToJudge } from './compared-soon.ts';
import { NOTHING, type Perform, type Performing } from './performing.ts';

/**
 * Asks whether the approvals of a step still count and judges the gates that it stands on anew, by today's limits. What was
 * answered is held against the run as it is at the commit, which its version guards: nobody is asked inside of that.
 */
export const lookAtApprovals: Perform<'approvals.check'> = async (performing, run, { key }) => {
  const { deps, inbox } = performing;
  if (deps.approvals === undefined) throw new Error('nobody here can be asked about approvals');
  const known = await inbox.read(run, (hot) =>
    hot === null ? null : { plan: hot.plan.plan, index: hot.plan, ...hot.rows() },
  );
  const row = known?.steps.find((step) => step.key === key);
  if (known === null || row?.state !== 'approval' || row.approvals.length === 0) return NOTHING;
  // What it waits for comes first: between the last look and the start there is nothing left to wait for.
  const { header, index } = known;
  const step = index.step(row.stepId);
  const kept = await admitPromotion(deps, { header, plan: index, step });
  // That it is behind its start says.
  if (kept !== null && kept.type !== 'behind') {
    const on = kept.type === 'turn' ? kept.why : `waits, as ${kept.why}`;
    throw new NotYet(on, { run, event: { type: 'approval.waits', key, on } });
  }
  const { today, judge } = await deps.approvals.ask(known, key);
  await foundOut(performing, HotRun.load(indexPlan(today), known));
  return {
    pace: 'alone',
    prepare: async (runs) => {
      const hot = await runs.get(run);
      if (hot?.step(key)?.state !== 'approval') return {};
      const judged = { run: hot.rows(), today };
      const isWorthWaiting = mayWait(hot, deps.clock.now());
      const rejects = await rejectedToday(performing.baselines, judged, isWorthWaiting);
      const now = { plan: hot.plan.plan, ...hot.rows() };
      const checked = judge(now, key, rejects);
      return { events: [{ run, event: { type: 'approvals.checked', key, ...checked } }] };
    },
  };
};

/** Finds out beforehand what the gates are held against: all decisions of this process wait while one is made. */
async function foundOut({ deps, baselines }: Performing, now: HotRun): Promise<void> {
  if (!mayWait(now, deps.clock.now())) return;
  for (const { key } of gatedRows(now)) {
    await readyToJudge(deps, await askGates(baselines, now, key), now.header.id);
  }
}

function mayWait(hot: HotRun, now: number): boolean {
  const last = Math.max(...hot.rows().steps.flatMap(approvedAt));
  return now < last + LONGEST_WAIT_MS;
}

function approvedAt({ state, approvals }: StepRow): readonly number[] {
  return state === 'approval' ? approvals.map(({ at }) => at) : [];
}
