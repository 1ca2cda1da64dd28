import { matchTriggers } from '../../compile/triggers/match-triggers.ts';
import { compile } from '../../compile/compile.ts';
import type { PipelineFile } from '../../compile/structure/read-pipeline-file.ts';
import type { Plan } from '../../domain/plan.ts';
import { githubContextOf, runContextOf } from '../../domain/run/request-contexts.ts';
import type { TriggerEvent } from '../../domain/trigger-event.ts';
import type { StartContext } from '../start-order.ts';
import { nobodysRun } from '../start-pipeline.ts';
import type { StartOrder } from '../start-pipelines.ts';
import { changesOfStep } from './changes-of-step.ts';
import { demandsOf, type Demand } from './demands-of-plan.ts';

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

export type DemandsQuestion = Pick<
  StartContext,
  'files' | 'granting' | 'hosted' | 'subject' | 'clock'
> & {
  readonly triggerEvent: TriggerEvent;
  readonly changed: StartOrder['changed'];
};

/**
 * What the default branch demands of a change: the gates of every pipeline of it that this event starts by the default
 * branch's own triggers, whatever the change makes of names, triggers and conditions. Beside it what the change does to
 * the steps that judge, which is allowed and said first.
 */
export async function demandsNow(question: DemandsQuestion): Promise<DemandsNow> {
  const demands: Demand[] = [];
  const changedSteps: ChangedStep[] = [];
  for (const source of question.granting.all) {
    if (source.name === null || !isGated(source)) continue;
    if (!(await isStarted(source, question))) continue;
    const asked = demandsOfFile(question, source, source.name);
    demands.push(...asked.demands);
    if (asked.plan === null || asked.demands.length === 0) continue;
    changedSteps.push(...(await changesOf(question, asked.plan, asked.demands)));
  }
  return { demands, changedSteps };
}

/** Most have no gates, and cost no compile. */
function isGated({ structure }: PipelineFile): boolean {
  const steps = Object.values(structure.pipeline?.steps ?? {});
  return steps.some(({ gates }) => gates !== undefined);
}

async function isStarted(
  { triggers }: PipelineFile,
  { triggerEvent, changed }: DemandsQuestion,
): Promise<boolean> {
  const decision = matchTriggers(triggers, triggerEvent, 'unknown');
  if (decision.type !== 'needs-paths') return decision.type === 'start';
  return matchTriggers(triggers, triggerEvent, await changed()).type === 'start';
}

/** A file that makes no plan for this event demands something that nobody can tell. */
function demandsOfFile(question: DemandsQuestion, source: PipelineFile, pipeline: string) {
  const contexts = contextsOf(question);
  const plan = planOf(question, source);
  if (plan !== null) return { plan, demands: demandsOf(plan, contexts) };
  const unknown = 'the default branch’s own file of this pipeline makes no plan for this event';
  return { plan, demands: [{ pipeline, step: pipeline, gates: [], rows: [], unknown }] };
}

async function changesOf(
  question: DemandsQuestion,
  granting: Plan,
  demands: readonly Demand[],
): Promise<readonly ChangedStep[]> {
  const source = question.files.named(granting.pipeline);
  const head = source === null ? null : planOf(question, source);
  if (head === null) return [];
  const paths = await question.changed();
  return demands.flatMap(({ pipeline, step }) => {
    const changed = changesOfStep(granting, head, step, paths);
    return changed.length === 0 ? [] : [{ pipeline, step, changed }];
  });
}

function contextsOf({ clock, ...question }: DemandsQuestion) {
  const request = nobodysRun(question);
  return { github: githubContextOf(request), run: runContextOf(request, clock.now()) };
}

function planOf(question: DemandsQuestion, source: PipelineFile): Plan | null {
  return compile(source, { params: {}, ...contextsOf(question), environment: 'github' }).plan;
}
