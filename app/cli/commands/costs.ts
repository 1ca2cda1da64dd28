import { InvalidArgumentError } from 'commander';
import { sumCosts, type Cost } from '../../costs/cost.ts';
import {
  COST_GROUPS,
  groupCosts,
  type CostGroup,
  type GroupedCost,
} from '../../costs/group-costs.ts';
import { totalOf } from '../../costs/run-cost.ts';
import { LOCAL_SCOPE } from '../../domain/scope.ts';
import { costsCsv } from '../../reports/costs/costs-csv.ts';
import { line, type Line } from '../../reports/layout/line.ts';
import { table, type Column } from '../../reports/layout/table.ts';
import { costText, partWords, unknownWords } from '../../reports/words/cost-words.ts';
import { count } from '../../reports/words/step-words.ts';
import { duration } from '../../../text/duration.ts';
import { listCosts, type ListedCosts } from '../../runtime/costs/list-costs.ts';
import { settleCosts } from '../../runtime/costs/settle-costs.ts';
import type { CommandModule, ExitCode, Shell } from '../command.ts';
import { withRegistry, type Of } from '../models/open-registry.ts';
import { printJson, printLines, printText } from '../terminal/print.ts';
import { terminalOf } from '../terminal/terminal.ts';
import { parseCount } from './parse-count.ts';

type Options = Of & {
  readonly by: CostGroup;
  readonly days: number;
  readonly csv?: true;
  readonly json?: true;
};

const DAY_MS = 86_400_000;
/** More runs than these are not added up at once. */
const MOST_RUNS = 20_000;

async function costs(shell: Shell, options: Options): Promise<ExitCode> {
  return withRegistry(shell, options, async ({ store, scope }) => {
    const now = Date.now();
    const isLocal = scope === LOCAL_SCOPE;
    // A server does so by itself.
    if (isLocal) await settleCosts({ store, clock: { now: () => now } });
    const repository = isLocal ? 0 : Number(scope);
    const since = now - options.days * DAY_MS;
    const listed = await listCosts(store, { repository, since, limit: MOST_RUNS }, now);
    const groups = groupCosts(listed.runs, options.by);
    if (options.csv) printText(shell.stdout, costsCsv(groups, options.by));
    else if (options.json) printJson(shell, document(listed, groups, options));
    else printLines(shell, lines(shell, listed, groups, options));
    return 0;
  });
}

function document(
  { runs, isCut }: ListedCosts,
  groups: readonly GroupedCost[],
  { by, days }: Options,
) {
  return { format: 1, by, days, isCut, total: sumCosts(runs.map(totalOf)), groups };
}

function lines(
  shell: Shell,
  { runs, isCut }: ListedCosts,
  groups: readonly GroupedCost[],
  { by, days }: Options,
): readonly Line[] {
  if (runs.length === 0) return [line(`No run was started within ${count(days, 'day')}.`)];
  const { columns } = terminalOf(shell.stdout, shell.env);
  const total = sumCosts(runs.map(totalOf));
  return [
    ...table(columnsFor(by), [...groups.map(row), totalRow(runs.length, total)], columns),
    [],
    ...notes(total, { isCut, days }).map((text) => line(text, 'dim')),
  ];
}

function columnsFor(by: CostGroup): readonly Column[] {
  return [
    { title: by, shrinkTo: 12 },
    { title: 'runs', align: 'right' },
    { title: 'attempts', align: 'right' },
    { title: 'machines for', align: 'right' },
    { title: 'idle', align: 'right' },
    { title: 'cost', align: 'right' },
  ];
}

function row({ name, runs, attempts, cost }: GroupedCost): readonly Line[] {
  return [line(name), line(String(runs)), line(String(attempts)), ...timeAndMoney(cost)];
}

function totalRow(runs: number, total: Cost): readonly Line[] {
  return [line('together', 'strong'), line(String(runs)), line(''), ...timeAndMoney(total)];
}

function timeAndMoney(cost: Cost): readonly Line[] {
  const time = (ms: number) => line(ms === 0 ? '' : duration(ms), 'dim');
  return [time(cost.paidMs), time(cost.idleMs), line(costText(cost))];
}

function notes(
  total: Cost,
  { isCut, days }: { readonly isCut: boolean; readonly days: number },
): readonly string[] {
  const parts = partWords(total);
  const unknown = unknownWords(total);
  return [
    `Runs of the last ${count(days, 'day')}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}.`,
    ...(unknown === null ? [] : [`A + means that ${unknown}.`]),
    ...(isCut ? [`Only the newest ${MOST_RUNS} runs are added up.`] : []),
  ];
}

function parseGroup(text: string): CostGroup {
  const found = COST_GROUPS.find((each) => each === text);
  if (found === undefined) throw new InvalidArgumentError(`Write ${COST_GROUPS.join(', ')}.`);
  return found;
}

export const costsCommand: CommandModule = {
  help: {
    summary: 'what runs cost, part by part',
    description:
      'Add up what runs cost: machines until they were gone, with their disks and addresses, runners of GitHub by the minute, and what judges say that their verdicts cost. What nobody knows is named, and never counted as 0.',
    examples: [
      [
        'mlpipelines costs --repository acme/churn',
        'by pipeline, the last 30 days, where its server runs',
      ],
      ['mlpipelines costs --by day --days 7', 'a line for each day of the last week'],
      [
        'mlpipelines costs --by step --csv > costs.csv',
        'every part in a column, for a spreadsheet',
      ],
    ],
  },
  declare: (command, shell) =>
    command
      .option('--by <what>', `by ${COST_GROUPS.join(', ')}`, parseGroup, 'pipeline')
      .option('--days <count>', 'runs started within this many days', parseCount, 30)
      .option('--csv', 'as CSV on stdout')
      .option('--json', 'one JSON document on stdout')
      .option('--repository <owner/name>', 'of this repository, on a server')
      .option('--state <folder>', 'with --repository: the state folder of the server')
      .action(async (options: Options) => shell.exit(await costs(shell, options))),
};
