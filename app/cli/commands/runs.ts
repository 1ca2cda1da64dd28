import type { Cost } from '../../costs/cost.ts';
import { totalOf, type RunCost } from '../../costs/run-cost.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { duration } from '../../../text/duration.ts';
import { instantText } from '../../domain/run/instant-text.ts';
import { line, span, type Line } from '../../reports/layout/line.ts';
import { costText, isNotable } from '../../reports/words/cost-words.ts';
import { minuteText } from '../../reports/words/moment-text.ts';
import { runNumber, standingOf, treeText } from '../../reports/words/run-words.ts';
import { notableTime } from '../../reports/words/step-time.ts';
import { table, type Column } from '../../reports/layout/table.ts';
import { loadCost } from '../../runtime/costs/load-cost.ts';
import type { Store, StoreReads } from '../../runtime/ports/store.ts';
import type { CommandModule, ExitCode, Shell } from '../command.ts';
import { terminalOf } from '../terminal/terminal.ts';
import { parseCount } from './parse-count.ts';
import { abandonedOf, type Abandoned } from '../workspace/abandoned.ts';
import { withStore } from '../workspace/open-workspace.ts';
import { printJson, printLines } from '../terminal/print.ts';

type Options = {
  readonly pipeline?: string;
  readonly open?: true;
  readonly limit: number;
  readonly json?: true;
};

async function runs(shell: Shell, options: Options): Promise<ExitCode> {
  return withStore(shell, async ({ store }) => {
    const { pipeline = null, open = false, limit } = options;
    const headers = await store.runs.list({ pipeline, open, limit });
    const abandoned = await abandonedAmong(store, headers);
    const costs = await costsOf(store, headers);
    const summaryOf = (run: RunHeader) =>
      summary(run, { interrupted: abandoned.has(run.id), cost: costs.get(run.id) });
    if (options.json) printJson(shell, { format: 1, runs: headers.map(summaryOf) });
    else if (headers.length === 0) printLines(shell, [line(await noneOf(store, options))]);
    else {
      const { columns } = terminalOf(shell.stdout, shell.env);
      printLines(shell, runsTable(headers, { abandoned, costs }, columns));
    }
    return 0;
  });
}

/** Of those that are over: what is not written down yet is read. */
async function costsOf(
  store: Pick<Store, 'runs' | 'machines' | 'costs'>,
  headers: readonly RunHeader[],
): Promise<ReadonlyMap<string, RunCost>> {
  const costs = new Map(await store.costs.of(headers.map(({ id }) => id)));
  for (const { id, endedAt } of headers) {
    if (costs.has(id) || endedAt === null) continue;
    const cost = await loadCost(store, id, endedAt);
    if (cost !== null) costs.set(id, cost);
  }
  return costs;
}

async function noneOf(store: StoreReads, { pipeline, open }: Options): Promise<string> {
  const any = await store.runs.list({ pipeline: null, open: false, limit: 1 });
  if (any.length === 0) return 'No runs yet: mlpipelines run PIPELINE';
  const of = pipeline === undefined ? '' : ` of ${pipeline}`;
  return `There is no ${open ? 'open ' : ''}run${of}. All runs: mlpipelines runs`;
}

/** What the list says of a run; `show` says the rest. */
function summary(
  run: RunHeader,
  { interrupted, cost }: { readonly interrupted: boolean; readonly cost: RunCost | undefined },
) {
  const { id, number, attempt, pipeline, status, sha, dirty, trigger, actor } = run;
  return {
    id,
    number,
    attempt,
    pipeline,
    status,
    interrupted,
    sha,
    dirty,
    trigger,
    actor,
    createdAt: instantText(run.createdAt),
    startedAt: run.startedAt === null ? null : instantText(run.startedAt),
    endedAt: run.endedAt === null ? null : instantText(run.endedAt),
    ...(cost !== undefined && { cost: totalOf(cost) }),
  };
}

/** Runs that are not over although their process is gone, by their id. */
type AbandonedRuns = ReadonlyMap<string, Abandoned>;

async function abandonedAmong(store: Store, headers: readonly RunHeader[]): Promise<AbandonedRuns> {
  const found = new Map<string, Abandoned>();
  for (const header of headers) {
    const abandoned = await abandonedOf(store, header);
    if (abandoned !== null) found.set(header.id, abandoned);
  }
  return found;
}

type Known = {
  readonly abandoned: AbandonedRuns;
  readonly costs: ReadonlyMap<string, RunCost>;
};

function runsTable(
  headers: readonly RunHeader[],
  { abandoned, costs }: Known,
  width: number,
): readonly Line[] {
  const totals = new Map([...costs].map(([run, cost]) => [run, totalOf(cost)]));
  // On one's own machine most runs cost nothing that anybody could count.
  const hasCosts = [...totals.values()].some(isNotable);
  const columns: readonly Column[] = [
    { title: 'run', align: 'right' },
    { title: 'pipeline', shrinkTo: 12 },
    { title: '  status' },
    { title: 'started (UTC)' },
    { title: 'time', align: 'right' },
    { title: 'waited', align: 'right' },
    ...(hasCosts ? [{ title: 'cost', align: 'right' } as const] : []),
    { title: 'commit' },
    { title: 'by', shrinkTo: 8 },
  ];
  const rows = headers.map((run) => {
    const isAbandoned = abandoned.has(run.id);
    return row(run, { isAbandoned, cost: hasCosts ? (totals.get(run.id) ?? null) : undefined });
  });
  const first = headers.find(({ id }) => abandoned.has(id));
  const resume = first === undefined ? [] : [[], resumeHint(runNumber(first))];
  const left = headers.filter(({ id }) => (abandoned.get(id)?.left.length ?? 0) > 0);
  return [...table(columns, rows, width), ...left.map(stepsLive), ...resume];
}

function stepsLive(run: RunHeader): Line {
  const number = runNumber(run);
  return line(
    `Steps of run ${number} still run, although its process is gone: mlpipelines show ${number}`,
    'warn',
  );
}

function resumeHint(run: string): Line {
  const meaning = '  goes on with a run whose process is gone';
  return [span('→ ', 'accent'), span(`mlpipelines resume ${run}`), span(meaning, 'dim')];
}

/** `cost`: undefined without such a column; null: it is not known yet. */
function row(
  run: RunHeader,
  { isAbandoned, cost }: { readonly isAbandoned: boolean; readonly cost: Cost | null | undefined },
): readonly Line[] {
  const { status } = run;
  const { glyph, tone, word } = standingOf(
    isAbandoned ? { status, interrupted: true } : { status },
  );
  const { startedAt, endedAt } = run;
  return [
    line(runNumber(run)),
    line(run.pipeline),
    [span(`${glyph} `, tone), span(word, tone)],
    line(minuteText(run.createdAt), 'dim'),
    line(startedAt === null || endedAt === null ? '' : duration(endedAt - startedAt)),
    line(notableTime(startedAt === null ? null : startedAt - run.createdAt), 'dim'),
    ...(cost === undefined ? [] : [line(cost === null ? '' : costText(cost))]),
    line(treeText(run), 'dim'),
    line(run.actor ?? '', 'dim'),
  ];
}

export const runsCommand: CommandModule = {
  help: {
    summary: 'list runs, newest first',
    description: 'List the runs of this repository, newest first. Times are UTC.',
    examples: [
      ['mlpipelines runs', 'the newest twenty'],
      ['mlpipelines runs --pipeline churn --open', 'those of one pipeline that are not over'],
    ],
  },
  declare: (command, shell) =>
    command
      .option('--pipeline <name>', 'only runs of this pipeline')
      .option('--open', 'only runs that are not over')
      .option('-n, --limit <count>', 'at most this many', parseCount, 20)
      .option('--json', 'one JSON document on stdout')
      .action(async (options: Options) => shell.exit(await runs(shell, options))),
};
