import type { RunRows } from '../../runtime/ports/runs.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { GitHubApi } from '../reads/api-port.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import { auditRefusal, type Refusal } from './audit-refusal.ts';
import { weighDecision, type Wanted, type Weighed } from './weigh-decision.ts';

/** Decides about a step that waits, if that counts; says why where it does not. Either way it is in the audit. */
export async function decideRow(
  deps: Pick<IngressDeps, 'store' | 'runtime' | 'clock'>,
  api: GitHubApi,
  rows: RunRows,
  wanted: Pick<Wanted, 'row' | 'by' | 'decision' | 'saidAt'> & Pick<Refusal, 'said' | 'once'>,
): Promise<Weighed> {
  const { header, timers } = rows;
  const { row, by, decision, said, once } = wanted;
  const plan = await deps.store.runs.plan(header.plan);
  const spec = plan?.steps.find(({ id }) => id === row.stepId)?.approval ?? null;
  const { hosted } = header;
  if (spec === null || hosted === undefined) {
    return { counts: false, reason: 'the plan of this run asks for no approval there' };
  }
  const run = { ...header, hosted };
  const weighed = await weighDecision(deps, api, { ...wanted, run, spec, timers });
  if (!weighed.counts) {
    const { reason } = weighed;
    await auditRefusal(deps, header, { row, by, decision, said, once, reason });
    return weighed;
  }
  const { standsFor, atLeast } = weighed;
  const who = { by: by.login, ...(by.id !== null && { byId: by.id }) };
  const about = { key: row.key, ...who, standsFor, decision, comment: null, atLeast };
  await deps.runtime.handle(header.id, { type: 'approval.decided', ...about }, said);
  return weighed;
}

/** Steps of a run that wait for a person. */
export function waitingRows({ steps }: RunRows): readonly StepRow[] {
  return steps.filter(({ state }) => state === 'approval');
}
