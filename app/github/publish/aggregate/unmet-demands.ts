import { posix } from 'node:path';
import type { JsonMap } from '../../../domain/json.ts';
import type { RunHeader } from '../../../domain/run/run.ts';
import type { PipelineState } from '../../../reports/check/pipeline-summary.ts';
import type { Demand } from '../../../triggers/demands/demands-of-plan.ts';
import { whyUnmet } from '../../../triggers/demands/why-unmet.ts';
import type { SourceDemands } from '../../message.ts';
import type { PublishDeps } from '../publish-deps.ts';
import { demandsIn, PROPOSED } from './demand-notes.ts';

type At = { readonly runs: readonly RunHeader[]; readonly states: readonly PipelineState[] };

/**
 * What keeps a commit from counting as good although all that ran succeeded: gates of the default branch by which nothing
 * at this commit was judged. A run for which somebody typed params shows what it shows, and judges nothing. While a run
 * is under way, or a pipeline is held back or awaited, nothing is known yet.
 */
export async function unmetDemands(
  { store }: Pick<PublishDeps, 'store'>,
  notes: JsonMap,
  at: At,
): Promise<readonly PipelineState[]> {
  const unmet: PipelineState[] = [];
  for (const [pipeline, asked] of byPipeline(demandsIn(notes))) {
    const judge = at.runs.find((run) => run.pipeline === pipeline && isJudge(run));
    const state = await judgedBy(store, at, { pipeline, judge, ...asked });
    if (state !== null) unmet.push(state);
  }
  return unmet;
}

type Asked = { readonly demands: readonly Demand[]; readonly isOnlyProposed: boolean };

function byPipeline(sources: readonly SourceDemands[]): ReadonlyMap<string, Asked> {
  const each = sources.flatMap(({ source, demands }) =>
    demands.map((demand) => ({ demand, isProposed: source === PROPOSED })),
  );
  const grouped = Map.groupBy(each, ({ demand }) => demand.pipeline);
  return new Map(
    [...grouped].map(([pipeline, those]) => [
      pipeline,
      {
        demands: those.map(({ demand }) => demand),
        isOnlyProposed: those.every(({ isProposed }) => isProposed),
      },
    ]),
  );
}

function isJudge({ options }: RunHeader): boolean {
  return Object.keys(options.params ?? {}).length === 0;
}

async function judgedBy(
  { runs }: PublishDeps['store'],
  at: At,
  {
    pipeline,
    judge,
    demands,
    isOnlyProposed,
  }: Asked & {
    readonly pipeline: string;
    readonly judge: RunHeader | undefined;
  },
): Promise<PipelineState | null> {
  if (judge === undefined) {
    // That its file is broken is said already, and is no success.
    if (at.states.some((state) => isBroken(state, pipeline))) return null;
    if (at.states.some((state) => pipelineOf(state) === pipeline && state.type !== 'run'))
      return null;
    if (isOnlyProposed) return { type: 'awaits', pipeline };
    return unmetState(pipeline, demands, whyNotRun(demands));
  }
  if (judge.status !== 'succeeded') {
    if (isShown(at, judge)) return null;
    // A newer one, for which somebody typed params, is over before it, and is the one that is shown.
    if (judge.endedAt === null) return stateOf(judge);
    return unmetState(pipeline, demands, `run #${judge.number} ${judge.status}`);
  }
  const reasons = await whyNotJudged(runs, judge, demands);
  return reasons.length === 0 ? null : unmetState(pipeline, demands, reasons.join('; '));
}

/** What keeps a run that succeeded from meeting demands, in words; none: it meets them. */
async function whyNotJudged(
  runs: PublishDeps['store']['runs'],
  judge: RunHeader,
  demands: readonly Demand[],
): Promise<readonly string[]> {
  const [rows, plan] = await Promise.all([runs.load(judge.id), runs.plan(judge.plan)]);
  if (rows === null || plan === null) return ['the record of its run was deleted'];
  const reasons = demands.flatMap((demand) => whyUnmet(demand, plan, rows.steps) ?? []);
  return [...new Set(reasons)].slice(0, MOST_REASONS);
}

function isShown({ states }: At, { pipeline, number, attempt }: RunHeader): boolean {
  return states.some(
    (state) =>
      state.type === 'run' &&
      state.view.pipeline === pipeline &&
      state.view.number === number &&
      state.view.attempt === attempt,
  );
}

/** A run as the check shows it. */
export function stateOf({ pipeline, status, number, attempt }: RunHeader): PipelineState {
  return { type: 'run', view: { pipeline, status, number, attempt } };
}

function whyNotRun(demands: readonly Demand[]): string {
  const unknown = demands.find((demand) => demand.unknown !== undefined);
  return unknown?.unknown ?? 'no run checked it for this commit';
}

const MOST_REASONS = 5;

function unmetState(pipeline: string, demands: readonly Demand[], why: string): PipelineState {
  const steps = demands.flatMap(({ step, gates }) =>
    gates.length === 0 ? [] : [`${step} to pass ${gates.map(({ id }) => id).join(', ')}`],
  );
  const asked = [...new Set(steps)].slice(0, MOST_REASONS).join('; ');
  const lead = asked === '' ? '' : `The default branch requires ${asked}, but `;
  const reason = `${lead}${why}. Restore the step and its trigger, or merge the default branch.`;
  return { type: 'refused', pipeline, reason };
}

/** Whether the file of a pipeline is broken; one whose name cannot be read is taken to be named as its file is. */
function isBroken(state: PipelineState, pipeline: string): boolean {
  if (state.type !== 'broken') return false;
  return (state.pipeline ?? posix.basename(state.file, posix.extname(state.file))) === pipeline;
}

export function pipelineOf(state: PipelineState): string | null {
  if (state.type === 'broken') return null;
  return state.type === 'run' ? state.view.pipeline : state.pipeline;
}
