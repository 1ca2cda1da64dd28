import { ownValue } from '../../../../domain/own-value.ts';
import type { PlanStep } from '../../../../domain/plan.ts';
import type { RunHeader } from '../../../../domain/run/run.ts';
import type { EarlierRun, EarlierRuns } from '../../../../reports/comment/run-story.ts';
import { runNumber } from '../../../../reports/words/run-words.ts';
import type { PublishDeps } from '../../publish-deps.ts';
import { commandWord } from './another-command.ts';
import type { LoadedRun } from '../../report/loaded-run.ts';

const MOST_SHOWN = 10;
/** The runs of a pipeline among which those of a pull request are looked for. */
const MOST_READ = 200;

/** Other runs of the pipeline in the pull request that a run was started for. */
export async function loadEarlier(
  { store, pageOf }: PublishDeps,
  { header, plan }: LoadedRun,
  judged: PlanStep | null,
): Promise<EarlierRuns> {
  const { hosted, pipeline } = header;
  const metric = judged?.metrics?.primary ?? null;
  if (hosted?.pull == null) return { metric, runs: [], more: 0 };
  const { repository, pull } = hosted;
  const asked = { pipeline, open: false, limit: MOST_READ, repository: repository.id };
  const all = (await store.runs.list(asked)).filter(
    (run) => run.hosted?.pull === pull && run.createdAt <= header.createdAt && run.id !== header.id,
  );
  const shown = all.slice(0, MOST_SHOWN);
  const measured = await measuredIn(store, shown, judged);
  const runs = shown.map((run): EarlierRun => {
    const values = measured.get(run.id) ?? {};
    return {
      number: runNumber(run),
      page: pageOf(run.id),
      sha: run.sha,
      startedBy: startedBy(run, commandWord(plan)),
      actor: run.actor,
      status: run.status,
      value: metric === null ? null : (ownValue(values, metric) ?? null),
      ms: run.startedAt === null || run.endedAt === null ? null : run.endedAt - run.startedAt,
    };
  });
  return { metric, runs, more: all.length - shown.length };
}

type Numbers = Readonly<Record<string, number>>;

async function measuredIn(
  store: PublishDeps['store'],
  shown: readonly RunHeader[],
  judged: PlanStep | null,
): Promise<ReadonlyMap<string, Numbers>> {
  if (judged === null || shown.length === 0) return new Map();
  const ids = shown.map(({ id }) => id);
  const found = await store.runs.rows(ids, [judged.id]);
  return new Map(found.map(({ run, row }) => [run, row.metrics]));
}

/** As it would be asked for again, with the params that were given. */
function startedBy({ trigger, options, attempt }: RunHeader, word: string | null): string {
  // The params are those of the run that it repeats.
  if (trigger === 'command' && attempt > 1) return '/mlp rerun';
  const params = Object.entries(options.params ?? {}).map(([name, value]) => `${name}=${value}`);
  const what = trigger === 'command' && word !== null ? `/${word}` : (TRIGGERS[trigger] ?? trigger);
  return [what, ...params].join(' ');
}

const TRIGGERS: Readonly<Record<string, string>> = {
  pull_request: 'push',
  workflow_dispatch: '/mlp run',
  check_run: 'button',
};
