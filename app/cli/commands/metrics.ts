import { line, type Line } from '../../reports/layout/line.ts';
import { metricRows, metricsTable } from '../../reports/terminal/metrics-table.ts';
import { comparisonLines } from '../../reports/terminal/comparison-lines.ts';
import { fileText, type RunDifferences } from '../../reports/view/run-differences.ts';
import { paramRows } from '../../reports/view/param-rows.ts';
import { openFolderBlobStore } from '../../artifacts/folder/folder-blob-store.ts';
import { makeRunView, type RunRecord } from '../../reports/view/run-view.ts';
import type { StoreReads } from '../../runtime/ports/store.ts';
import type { CommandModule, ExitCode, Shell } from '../command.ts';
import { terminalOf } from '../terminal/terminal.ts';
import { readSeries } from '../workspace/read-series.ts';
import { seriesTable } from '../../reports/terminal/series-table.ts';
import { UsageError } from '../usage-error.ts';
import { compareRuns } from '../workspace/compare-runs.ts';
import { findOtherRun } from '../workspace/find-other-run.ts';
import { findRun } from '../workspace/find-run.ts';
import { loadRunRecord } from '../workspace/load-run-record.ts';
import { withStore } from '../workspace/open-workspace.ts';
import { printJson, printLines } from '../terminal/print.ts';

type Options = { readonly compare?: string; readonly series?: true; readonly json?: true };

async function metrics(shell: Shell, reference: string, options: Options): Promise<ExitCode> {
  return withStore(shell, async ({ store, state }) => {
    const record = await read(store, reference);
    if (options.compare === undefined) return alone(shell, record, options);
    const blobs = await openFolderBlobStore(state.objects);
    const { id } = await findOtherRun(store, options.compare, record.header);
    const other = await loadRunRecord(store, id);
    const differences = await compareRuns({ store, blobs }, other, record);
    return compared(shell, { record, other, differences }, options);
  });
}

function alone(shell: Shell, { plan, ...record }: RunRecord, options: Options): ExitCode {
  const view = makeRunView({ plan, ...record });
  if (options.json) {
    const rows = metricRows(view, null, plan);
    printJson(shell, { format: 1, run: view.id, compare: null, metrics: rows });
  } else {
    const { columns } = terminalOf(shell.stdout, shell.env);
    printLines(shell, metricsTable({ view, other: null, plan }, columns));
  }
  return 0;
}

type Comparison = {
  readonly record: RunRecord;
  readonly other: RunRecord;
  readonly differences: RunDifferences;
};

function compared(
  shell: Shell,
  { record, other: earlier, differences }: Comparison,
  options: Options,
): ExitCode {
  const { plan } = record;
  const [view, other] = [makeRunView(record), makeRunView(earlier)];
  if (options.json) {
    printJson(shell, {
      format: 1,
      run: view.id,
      compare: other.id,
      metrics: metricRows(view, other, plan),
      params: paramRows(view, other),
      changes: { ...differences, files: differences.files?.map(fileText) ?? null },
    });
  } else {
    const { columns } = terminalOf(shell.stdout, shell.env);
    printLines(shell, [
      ...metricsTable({ view, other, plan }, columns),
      ...reportLines(record, other.number),
      ...comparisonLines({ view, other, differences }, columns),
    ]);
  }
  return 0;
}

/** What this table does not know of. */
function reportLines({ plan, header }: RunRecord, other: number): readonly Line[] {
  if (plan.steps.every(({ report }) => report === undefined)) return [];
  const command = `mlpipelines report ${header.number} --compare ${other}`;
  return [line(`How sure that is: ${command}`, 'dim')];
}

async function series(shell: Shell, reference: string, options: Options): Promise<ExitCode> {
  if (options.compare !== undefined) {
    throw new UsageError('--series and --compare cannot be combined.');
  }
  return withStore(shell, async ({ store }) => {
    const { id } = await findRun(store, reference);
    const all = await readSeries(store, await loadRunRecord(store, id));
    if (options.json) printJson(shell, { format: 1, run: id, series: all });
    else printLines(shell, seriesTable(all, terminalOf(shell.stdout, shell.env).columns));
    return 0;
  });
}

async function read(store: StoreReads, reference: string): Promise<RunRecord> {
  const { id } = await findRun(store, reference);
  return loadRunRecord(store, id);
}

export const metricsCommand: CommandModule = {
  help: {
    summary: 'the metrics of a run, beside those of another',
    description: 'Print the metrics of a run, step by step, beside those of another run.',
    examples: [
      ['mlpipelines metrics', 'of the newest run'],
      [
        'mlpipelines metrics 12 --compare 11',
        'beside those of run 11, with params and what changed',
      ],
      ['mlpipelines metrics 12 --series --json', 'every value that its steps told while they ran'],
    ],
  },
  declare: (command, shell) =>
    command
      .argument('[run]', 'a number (12, 12.2), an id or latest', 'latest')
      .option('--compare <run>', 'beside those of this run')
      .option('--series', 'live metrics instead, over all attempts of each step')
      .option('--json', 'one JSON document on stdout')
      .action(async (run: string, options: Options) =>
        shell.exit(await (options.series ? series : metrics)(shell, run, options)),
      ),
};
