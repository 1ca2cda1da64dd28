import { isList, isMap, type Json, type JsonMap } from '../../domain/json.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { PipelineState } from '../../reports/check/pipeline-summary.ts';
import type { ChangedStep } from '../../triggers/demands/demands-now.ts';
import type { Demand } from '../../triggers/demands/demands-of-plan.ts';
import { whyUnmet } from '../../triggers/demands/why-unmet.ts';
import type { SourceDemands } from '../message.ts';
import type { PublishDeps } from './publish-deps.ts';

/** A pull request that nobody has opened yet: what one into the default branch would be held to. */
export const PROPOSED = 'proposed';

/** What is demanded of a commit, as its check's notes keep it, by what demands it: an event of one says all that it does. */
export function noteDemands(
  known: JsonMap,
  told: readonly SourceDemands[],
): Readonly<Record<string, Json>> {
  const before = isMap(known['demands']) ? known['demands'] : {};
  const now = told.map(({ source, ...asked }): [string, Json] => [source, jsonOf(asked)]);
  return { ...before, ...Object.fromEntries(now) };
}

/** By what a commit is judged now: by its pull requests, where it has any. */
export function demandsIn(notes: JsonMap): readonly SourceDemands[] {
  const all = Object.entries(isMap(notes['demands']) ? notes['demands'] : {}).flatMap(sourceOf);
  const isThere = all.some(({ source, base }) => source !== PROPOSED && base !== null);
  return all.filter(({ source }) => source !== PROPOSED || !isThere);
}

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
    if (at.states.some((state) => pipelineOf(state) === pipeline && state.type !== 'run'))
      return null;
    if (isOnlyProposed) return { type: 'awaits', pipeline };
    return unmetState(pipeline, demands, 'no run checked it for this commit');
  }
  if (judge.endedAt === null) return null;
  if (judge.status !== 'succeeded') {
    const isShown = at.states.some(
      (state) =>
        state.type === 'run' &&
        state.view.pipeline === pipeline &&
        state.view.number === judge.number &&
        state.view.attempt === judge.attempt,
    );
    return isShown ? null : unmetState(pipeline, demands, `run #${judge.number} ${judge.status}`);
  }
  const [rows, plan] = await Promise.all([runs.load(judge.id), runs.plan(judge.plan)]);
  if (rows === null || plan === null) {
    return unmetState(pipeline, demands, 'the record of its run was deleted');
  }
  const reasons = demands.flatMap((demand) => whyUnmet(demand, plan, rows.steps) ?? []);
  if (reasons.length === 0) return null;
  return unmetState(pipeline, demands, [...new Set(reasons)].slice(0, MOST_REASONS).join('; '));
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

export function pipelineOf(state: PipelineState): string | null {
  if (state.type === 'broken') return null;
  return state.type === 'run' ? state.view.pipeline : state.pipeline;
}

function jsonOf({ base, demands, changedSteps }: Omit<SourceDemands, 'source'>): Json {
  return {
    base,
    demands: demands.map(({ pipeline, step, gates, rows, unknown = null }) => {
      const specs = gates.map(({ id, spec }) => ({ id, spec }));
      return { pipeline, step, gates: specs, rows: rows === null ? null : [...rows], unknown };
    }),
    changedSteps: changedSteps.map(({ pipeline, step, changed }) => {
      return { pipeline, step, changed: [...changed] };
    }),
  };
}

function sourceOf([source, value]: readonly [string, Json]): SourceDemands[] {
  if (!isMap(value)) return [];
  const base = typeof value['base'] === 'string' ? value['base'] : null;
  const demands = listOf(value['demands']).map(demandOf);
  return [{ source, base, demands, changedSteps: listOf(value['changedSteps']).flatMap(stepOf) }];
}

/** One that cannot be read is one that cannot be met. */
function demandOf(value: Json): Demand {
  const { pipeline, step, gates, rows, unknown } = isMap(value) ? value : {};
  if (typeof pipeline !== 'string' || typeof step !== 'string') {
    return { ...UNREADABLE, pipeline: typeof pipeline === 'string' ? pipeline : 'unknown' };
  }
  const specs = listOf(gates).map((gate) => {
    const { id, spec } = isMap(gate) ? gate : {};
    return { id: textOf(id), spec: textOf(spec) };
  });
  const demand = {
    pipeline,
    step,
    gates: specs,
    rows: isList(rows ?? null) ? textsOf(rows) : null,
  };
  return typeof unknown === 'string' ? { ...demand, unknown } : demand;
}

const UNREADABLE: Omit<Demand, 'pipeline'> = {
  step: 'a step',
  gates: [],
  rows: null,
  unknown: 'what the default branch asks of it cannot be read back from its check',
};

function stepOf(value: Json): ChangedStep[] {
  const { pipeline, step, changed } = isMap(value) ? value : {};
  if (typeof pipeline !== 'string' || typeof step !== 'string') return [];
  return [{ pipeline, step, changed: textsOf(changed) }];
}

function listOf(value: Json | undefined): readonly Json[] {
  return value !== undefined && isList(value) ? value : [];
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function textsOf(value: Json | undefined): readonly string[] {
  return listOf(value).map(textOf);
}
