import type { CompileRequest } from '../../compile/compile-request.ts';
import type { Outline } from '../../compile/commit/outline-file.ts';
import { githubContextOf, runContextOf } from '../../domain/run/request-contexts.ts';
import type { TriggerEvent } from '../../domain/trigger-event.ts';
import { NotRead } from '../not-read.ts';
import type { StartContext } from '../start-order.ts';
import { nobodysRun } from '../start-pipeline.ts';
import type { StartOrder } from '../start-pipelines.ts';
import type { ChangedStep } from './changes-of-step.ts';
import type { Demand } from './demands-of-plan.ts';

export type DemandsNow = {
  /** Why the default branch's files could not be read, through our own fault; left out: they were. */
  readonly unread?: string;
  readonly demands: readonly Demand[];
  readonly changedSteps: readonly ChangedStep[];
};

export type DemandsQuestion = Pick<
  StartContext,
  'files' | 'granting' | 'hosted' | 'subject' | 'clock'
> & {
  readonly triggerEvent: TriggerEvent;
  readonly changed: StartOrder['changed'];
  /** Why the change is held back, so that it is not compiled; null: it is not. */
  readonly held: string | null;
};

/**
 * What the default branch demands of a change: the gates of every pipeline of it that this event starts by the default
 * branch's own triggers, whatever the change makes of names, triggers and conditions. Beside it what the change does to
 * the steps that judge, which is allowed and said first. What cannot be told is demanded, and met by nothing.
 */
export async function demandsNow(question: DemandsQuestion): Promise<DemandsNow> {
  try {
    const excess = await question.granting.excess();
    return excess === null ? await demandsOfFiles(question) : untold(excess.reason);
  } catch (error) {
    if (error instanceof NotRead) return { ...untold(error.message), unread: error.message };
    throw error;
  }
}

const ALL = '.mlpipelines';

function untold(why: string): DemandsNow {
  const unknown = `the default branch’s pipelines were not read: ${why}`;
  const demand = { pipeline: ALL, step: ALL, gates: [], rows: [], unknown };
  return { demands: [demand], changedSteps: [] };
}

async function demandsOfFiles(question: DemandsQuestion): Promise<DemandsNow> {
  const demands: Demand[] = [];
  const changedSteps: ChangedStep[] = [];
  const request = requestOf(question);
  for (const outline of await question.granting.all()) {
    const { name, isGated } = outline;
    // Most have no gates, and cost no compile.
    if (name === null || !isGated || !(await isStarted(outline, question))) continue;
    const asked = await question.granting.demands(outline, request);
    demands.push(...(asked ?? [unknownDemand(name)]));
    if (asked === null || asked.length === 0 || question.held !== null) continue;
    changedSteps.push(...(await changesOf(question, outline, request)));
  }
  return { demands, changedSteps };
}

async function isStarted(
  outline: Outline,
  { granting, triggerEvent, changed }: DemandsQuestion,
): Promise<boolean> {
  const decision = await granting.match(outline, triggerEvent, 'unknown');
  if (decision.type !== 'needs-paths') return decision.type === 'start';
  return (await granting.match(outline, triggerEvent, await changed())).type === 'start';
}

/** A file that makes no plan for this event demands something that nobody can tell. */
function unknownDemand(pipeline: string): Demand {
  const unknown = 'the default branch’s own file of this pipeline makes no plan for this event';
  return { pipeline, step: pipeline, gates: [], rows: [], unknown };
}

async function changesOf(
  { files, granting, changed }: DemandsQuestion,
  outline: Outline,
  request: CompileRequest,
): Promise<readonly ChangedStep[]> {
  const head = outline.name === null ? null : await files.named(outline.name);
  if (head === null) return [];
  return granting.changes(outline, { files, outline: head }, { request, changed: await changed() });
}

function requestOf({ clock, ...question }: DemandsQuestion): CompileRequest {
  const run = nobodysRun(question);
  return {
    params: {},
    github: githubContextOf(run),
    run: runContextOf(run, clock.now()),
    environment: 'github',
  };
}
