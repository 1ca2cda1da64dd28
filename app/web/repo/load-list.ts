import type { Cost } from '../../costs/cost.ts';
import { totalOf, type RunCost } from '../../costs/run-cost.ts';
import type { RepositoryRef } from '../../domain/hosted.ts';
import { ownValue } from '../../domain/own-value.ts';
import type { Plan } from '../../domain/plan.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { judgedStep } from '../../reports/report/reported-step.ts';
import { mainMetrics, type Metric } from '../../reports/view/main-metric.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import type { BrokenFile } from '../../runtime/ports/hosted/publications.ts';
import type { RunPlace } from '../../runtime/ports/runs.ts';
import type { PageStore } from '../pages-deps.ts';
import type { Headlines } from './headlines.ts';
import { isFiltered, type ListQuery } from './list-query.ts';

/** A run with what a row of a list says of it. */
export type ListedRun = {
  readonly run: RunHeader;
  /** By which it is judged; null: it has not measured it. */
  readonly metric: Metric | null;
  /** First line of its commit's message; null: not known. */
  readonly headline: string | null;
  /** Null: it can still change. */
  readonly cost: Cost | null;
};

export type RunsList = {
  /** Newest first. */
  readonly runs: readonly ListedRun[];
  /** Where the next page begins; null: there are no more. */
  readonly next: RunPlace | null;
  /** So many were looked through for them. */
  readonly looked: number;
  readonly broken: readonly BrokenFile[];
  readonly hasModels: boolean;
};

const PAGE = 30;
/** Of what no index knows so many runs are looked through at once. */
const MOST_LOOKED_AT = 1000;
const MOST_BROKEN = 5;

/** One page of the runs of a repository. */
export async function loadList(
  store: PageStore,
  headlines: Headlines,
  { repository, query }: { readonly repository: RepositoryRef; readonly query: ListQuery },
): Promise<RunsList> {
  const isSifted = query.text !== null || (query.state !== null && query.state !== 'open');
  const limit = isSifted ? MOST_LOOKED_AT : PAGE + 1;
  const { pipeline, commit, after } = query;
  const [found, broken] = await Promise.all([
    store.runs.list({
      pipeline,
      open: query.state === 'open',
      limit,
      repository: repository.id,
      ...(commit !== null && { sha: commit }),
      ...(after !== null && { after }),
    }),
    isFiltered(query) || after !== null
      ? []
      : store.publications.broken(repository.id, MOST_BROKEN),
  ]);
  const fitting = found.filter((run) => fits(run, query));
  const runs = fitting.slice(0, PAGE);
  const last = lastOf({ fitting, found, isAll: found.length < limit });
  return {
    runs: await listedRuns(store, headlines, { repository, runs }),
    next: last === undefined ? null : placeOf(last),
    looked: found.length,
    broken,
    hasModels: await hasModels(store, repository),
  };
}

/** Whether code that the repository trusts has registered any model. */
export async function hasModels(
  { registry }: Pick<PageStore, 'registry'>,
  { id }: RepositoryRef,
): Promise<boolean> {
  return (await registry.models(`${id}`)).length > 0;
}

/** The run after which the next page begins: the last that is shown, or the last that was looked at. */
function lastOf(page: {
  readonly fitting: readonly RunHeader[];
  readonly found: readonly RunHeader[];
  readonly isAll: boolean;
}): RunHeader | undefined {
  const { fitting, found, isAll } = page;
  if (fitting.length > PAGE) return fitting[PAGE - 1];
  return isAll ? undefined : found.at(-1);
}

function placeOf({ createdAt, number, attempt }: RunHeader): RunPlace {
  return { createdAt, number, attempt };
}

function fits(run: RunHeader, { state, text }: ListQuery): boolean {
  const isState = state === null || state === 'open' || run.status === state;
  if (!isState || text === null) return isState;
  const wanted = text.toLowerCase();
  return wordsOf(run).some((each) => each.toLowerCase().includes(wanted));
}

/** What a run is looked for by. */
function wordsOf(run: RunHeader): readonly string[] {
  const { pipeline, ref, actor, sha, trigger, hosted } = run;
  const pull = hosted?.pull ?? null;
  const known = [pipeline, ref, actor, sha, trigger, `#${runNumber(run)}`];
  return [...known, pull === null ? null : `#${pull}`].filter((each) => each !== null);
}

/** Runs of a repository as rows of a list. */
export async function listedRuns(
  store: PageStore,
  headlines: Headlines,
  { repository, runs }: { readonly repository: RepositoryRef; readonly runs: readonly RunHeader[] },
): Promise<readonly ListedRun[]> {
  const [metrics, costs, said] = await Promise.all([
    metricsOf(store, runs),
    store.costs.of(runs.map(({ id }) => id)),
    headlines(
      repository,
      runs.flatMap(({ sha }) => sha ?? []),
    ),
  ]);
  return runs.map((run) => ({
    run,
    cost: costIn(costs, run),
    metric: metrics.get(run.id) ?? null,
    headline: said.get(run.sha ?? '') ?? null,
  }));
}

function costIn(costs: ReadonlyMap<string, RunCost>, { id }: RunHeader): Cost | null {
  const cost = costs.get(id);
  return cost === undefined ? null : totalOf(cost);
}

/** By run, the number that it is judged by. */
async function metricsOf(
  { runs: ledger }: PageStore,
  runs: readonly RunHeader[],
): Promise<ReadonlyMap<string, Metric>> {
  const digests = [...new Set(runs.map(({ plan }) => plan))];
  const plans = await Promise.all(digests.map((digest) => ledger.plan(digest)));
  const judged = new Map(digests.map((digest, at) => [digest, judgedMetric(plans[at] ?? null)]));
  const keys = [...new Set([...judged.values()].flatMap((each) => each?.step ?? []))];
  if (keys.length === 0) return new Map();
  const rows = await ledger.rows(
    runs.map(({ id }) => id),
    keys,
  );
  const measured = new Map(rows.map(({ run, row }) => [`${run} ${row.key}`, row.metrics]));
  return new Map(
    runs.flatMap(({ id, plan }): [string, Metric][] => {
      const by = judged.get(plan) ?? null;
      const metrics = by === null ? undefined : measured.get(`${id} ${by.step}`);
      const value = by === null || metrics === undefined ? undefined : ownValue(metrics, by.metric);
      return by === null || value === undefined ? [] : [[id, { name: by.metric, value }]];
    }),
  );
}

function judgedMetric(
  plan: Plan | null,
): { readonly step: string; readonly metric: string } | null {
  const step = plan === null ? undefined : judgedStep(plan);
  if (plan === null || step === undefined) return null;
  const metric = mainMetrics(plan).get(step.id) ?? step.gates[0]?.metric;
  return metric === undefined ? null : { step: step.id, metric };
}
