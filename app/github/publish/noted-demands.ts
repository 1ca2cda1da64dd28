import { isList, isMap, type Json, type JsonMap } from '../../domain/json.ts';
import type { Demand } from '../../triggers/demands/demands-of-plan.ts';
import { whyUnmet } from '../../triggers/demands/why-unmet.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { PipelineState } from '../../reports/check/pipeline-summary.ts';
import {
  joinDemands,
  type ChangedStep,
  type DemandsNow,
} from '../../triggers/demands/demands-now.ts';
import type { PublishDeps } from './publish-deps.ts';

/** What is demanded of a commit, as its check's notes keep it: all that was ever demanded of it. */
export function noteDemands(known: JsonMap, demands: DemandsNow | undefined): JsonMap {
  const before = demandsIn(known);
  const all = demands === undefined ? before : joinDemands(before, demands);
  return {
    demands: all.demands.map(({ pipeline, step, gates, control }) => {
      return { pipeline, step, gates: [...gates], control };
    }),
    changedSteps: all.changedSteps.map(({ pipeline, step, changed }) => {
      return { pipeline, step, changed: [...changed] };
    }),
  };
}

export function demandsIn(notes: JsonMap): DemandsNow {
  return {
    demands: listOf(notes['demands']).flatMap(demandOf),
    changedSteps: listOf(notes['changedSteps']).flatMap(changedStepOf),
  };
}

/**
 * What keeps a commit from counting as good although all that ran succeeded: gates of the default branch by which nothing
 * at this commit was judged. While a run is under way, or a pipeline is held back or awaited, nothing is known yet.
 */
export async function unmetDemands(
  { store }: Pick<PublishDeps, 'store'>,
  notes: JsonMap,
  at: { readonly runs: readonly RunHeader[]; readonly states: readonly PipelineState[] },
): Promise<readonly PipelineState[]> {
  const byPipeline = Map.groupBy(demandsIn(notes).demands, ({ pipeline }) => pipeline);
  const unmet: PipelineState[] = [];
  for (const [pipeline, demands] of byPipeline) {
    const run = at.runs.find((each) => each.pipeline === pipeline);
    const isOpen = at.states.some((state) => 'pipeline' in state && state.pipeline === pipeline);
    const why =
      run === undefined ? (isOpen ? null : NO_RUN) : await whyRunFails(store, run, demands);
    if (why === null) continue;
    unmet.push({
      type: 'refused',
      pipeline,
      reason: `${wordsFor(demands)}, and ${why}. ${WAY_ON}`,
    });
  }
  return unmet;
}

const NO_RUN = 'no run of that pipeline has judged this commit';
const WAY_ON = 'Merge the default branch into this one, or put back what was taken away.';

async function whyRunFails(
  { runs }: PublishDeps['store'],
  { id, status, plan: digest }: RunHeader,
  demands: readonly Demand[],
): Promise<string | null> {
  // One that is not over, or did not succeed, says so itself.
  if (status !== 'succeeded') return null;
  const [rows, plan] = await Promise.all([runs.load(id), runs.plan(digest)]);
  if (rows === null || plan === null) return 'what its run did is known no more';
  const reasons = demands.flatMap((demand) => whyUnmet(demand, plan, rows.steps) ?? []);
  return reasons.length === 0 ? null : reasons.slice(0, MOST_REASONS).join('; ');
}

const MOST_REASONS = 5;

function wordsFor(demands: readonly Demand[]): string {
  const steps = demands.map(({ step, gates }) => `${step} to ${gates.join(', ')}`);
  return `The default branch holds ${steps.slice(0, MOST_REASONS).join('; ')}`;
}

function listOf(value: Json | undefined): readonly Json[] {
  return value !== undefined && isList(value) ? value : [];
}

function demandOf(value: Json): Demand[] {
  if (!isMap(value)) return [];
  const { pipeline, step, control, gates } = value;
  if (typeof pipeline !== 'string' || typeof step !== 'string') return [];
  if (typeof control !== 'string') return [];
  return [{ pipeline, step, control, gates: textsOf(gates) }];
}

function changedStepOf(value: Json): ChangedStep[] {
  if (!isMap(value)) return [];
  const { pipeline, step, changed } = value;
  if (typeof pipeline !== 'string' || typeof step !== 'string') return [];
  return [{ pipeline, step, changed: textsOf(changed) }];
}

function textsOf(value: Json | undefined): readonly string[] {
  return listOf(value).flatMap((text) => (typeof text === 'string' ? [text] : []));
}
