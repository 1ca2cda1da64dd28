import { matchTriggers } from '../../compile/triggers/match-triggers.ts';
import { compile } from '../../compile/compile.ts';
import { demandsOf, type Demand } from './demands-of-plan.ts';
import { changesOfStep } from './changes-of-step.ts';
import type { PipelineFile } from '../../compile/structure/read-pipeline-file.ts';
import type { Plan } from '../../domain/plan.ts';
import { githubContextOf, runContextOf } from '../../domain/run/request-contexts.ts';
import type { TriggerEvent } from '../../domain/trigger-event.ts';
import type { StartContext } from '../start-order.ts';
import type { StartOrder } from '../start-pipelines.ts';
import { nobodysRun } from '../start-pipeline.ts';

/** A gated step whose command, inputs or files are not the default branch's. */
export type ChangedStep = {
  readonly pipeline: string;
  readonly step: string;
  readonly changed: readonly string[];
};

export type DemandsNow = {
  readonly demands: readonly Demand[];
  readonly changedSteps: readonly ChangedStep[];
};

/** More than any default branch has: a check names a few. */
const MOST_DEMANDS = 200;

/**
 * What the default branch demands of a change: the gates of every pipeline of it that this event starts by the default
 * branch's own triggers, whatever the change makes of names, triggers and conditions. Beside it what the change does to
 * the steps that are judged, which is allowed and said first.
 */
export async function demandsNow(
  context: Pick<StartContext, 'files' | 'granting' | 'hosted' | 'subject' | 'clock'>,
  triggerEvent: TriggerEvent,
  changed: StartOrder['changed'],
): Promise<DemandsNow> {
  const demands: Demand[] = [];
  const changedSteps: ChangedStep[] = [];
  for (const source of context.granting.all) {
    const plan = grantingPlan(context, source);
    const asked = plan === null ? [] : demandsOf(plan);
    if (plan === null || asked.length === 0) continue;
    if (!(await isStarted(source, triggerEvent, changed))) continue;
    demands.push(...asked);
    const own = headPlan(context, plan.pipeline);
    if (own === null) continue;
    const paths = await changed();
    for (const { pipeline, step } of asked) {
      const what = changesOfStep(plan, own, step, paths);
      if (what.length > 0) changedSteps.push({ pipeline, step, changed: what });
    }
  }
  return { demands: demands.slice(0, MOST_DEMANDS), changedSteps };
}

/** What both ask; of a step that both ask for, what the second one says. */
export function joinDemands(first: DemandsNow, second: DemandsNow): DemandsNow {
  return {
    demands: join(first.demands, second.demands),
    changedSteps: join(first.changedSteps, second.changedSteps),
  };
}

function join<T extends { readonly pipeline: string; readonly step: string }>(
  first: readonly T[],
  second: readonly T[],
): readonly T[] {
  const keyOf = ({ pipeline, step }: T) => `${pipeline}\n${step}`;
  return [...new Map([...first, ...second].map((each) => [keyOf(each), each])).values()];
}

async function isStarted(
  { triggers }: PipelineFile,
  triggerEvent: TriggerEvent,
  changed: StartOrder['changed'],
): Promise<boolean> {
  const decision = matchTriggers(triggers, triggerEvent, 'unknown');
  if (decision.type !== 'needs-paths') return decision.type === 'start';
  return matchTriggers(triggers, triggerEvent, await changed()).type === 'start';
}

type Compiling = Pick<StartContext, 'files' | 'hosted' | 'subject' | 'clock'>;

function headPlan(context: Compiling, pipeline: string): Plan | null {
  const source = context.files.named(pipeline);
  return source === null ? null : grantingPlan(context, source);
}

function grantingPlan(context: Compiling, source: PipelineFile): Plan | null {
  if (source.name === null) return null;
  const request = nobodysRun(context);
  const github = githubContextOf(request);
  const run = runContextOf(request, context.clock.now());
  return compile(source, { params: {}, github, run, environment: 'github' }).plan;
}
