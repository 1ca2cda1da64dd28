import { endStory } from '../../reports/terminal/end-story.ts';
import { line, span, type Line } from '../../reports/layout/line.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import { count } from '../../reports/words/step-words.ts';
import { interruptedView } from '../../reports/view/interrupted-view.ts';
import { makeRunView } from '../../reports/view/run-view.ts';
import type { CommandModule, ExitCode, Shell } from '../command.ts';
import { plotsOfRun } from '../fetch/find-plots.ts';
import { reportOfRun } from '../report/gather-report.ts';
import { terminalOf } from '../terminal/terminal.ts';
import { abandonedOf, type Abandoned } from '../workspace/abandoned.ts';
import { findRun } from '../workspace/find-run.ts';
import { runBefore } from '../workspace/run-before.ts';
import { loadRunRecord } from '../workspace/load-run-record.ts';
import { withStore } from '../workspace/open-workspace.ts';
import { printJson, printLines, printNote, printWarnings } from '../terminal/print.ts';
import { readTails } from '../workspace/read-tails.ts';

type Options = { readonly all?: true; readonly json?: true };

async function show(shell: Shell, reference: string, options: Options): Promise<ExitCode> {
  return withStore(shell, async ({ state, store }) => {
    const { id } = await findRun(store, reference);
    const record = await loadRunRecord(store, id);
    const stored = makeRunView(record);
    const abandoned = await abandonedOf(store, record.header);
    if (options.json) {
      printJson(shell, abandoned === null ? stored : { ...stored, interrupted: true });
      return 0;
    }
    const view = abandoned === null ? stored : interruptedView(stored, abandoned.left.length > 0);
    const tails = await readTails(state.logs, view);
    const { columns } = terminalOf(shell.stdout, shell.env);
    const before = await runBefore(store, record.header);
    const all = options.all === true;
    const plots = await plotsOfRun(store, record);
    const { options: asked } = record.header;
    const { plan, header } = record;
    const warn = (message: string) => printWarnings(shell, [message]);
    const note = (message: string) => printNote(shell, message);
    const report = await reportOfRun({ store, state, warn, note }, { view, plan, header });
    const ended = { view, plan, tails, before, all, plots, options: asked, report };
    printLines(shell, endStory(ended, columns).slice(1));
    if (abandoned !== null) printLines(shell, abandonedLines(runNumber(view), abandoned));
    return 0;
  });
}

function abandonedLines(run: string, { left }: Abandoned): readonly Line[] {
  const steps =
    left.length === 0
      ? 'and so are its steps.'
      : `but its steps still run: ${count(left.length, 'process', 'processes')} (${pids(left)}).`;
  const ends = left.length === 0 ? 'ends it' : 'ends them, and the run';
  return [
    [],
    line(`The process that ran it is gone, ${steps}`, 'warn'),
    hint(
      `mlpipelines resume ${run}`,
      left.length === 0 ? 'goes on with it' : 'ends them and goes on with the run',
    ),
    hint(`mlpipelines cancel ${run}`, ends),
  ];
}

function hint(command: string, meaning: string): Line {
  return [span('→ ', 'accent'), span(command), span(`  ${meaning}`, 'dim')];
}

const MAX_PIDS = 5;

function pids(all: readonly number[]): string {
  const more = all.length > MAX_PIDS ? ', …' : '';
  return `${all.slice(0, MAX_PIDS).join(', ')}${more}`;
}

export const showCommand: CommandModule = {
  help: {
    summary: 'how a run stands or ended, step by step',
    description: 'Show how a run stands or ended: its steps, what failed, what it made.',
    examples: [
      ['mlpipelines show latest', 'the newest run'],
      ['mlpipelines show 12 --all', 'with every cell of a sweep, the best first'],
      ['mlpipelines show 12.2 --json', 'the second attempt of run 12, for a program'],
    ],
  },
  declare: (command, shell) =>
    command
      .argument('<run>', 'a number (12, 12.2), an id or latest')
      .option('--all', 'every cell of a sweep, however many there are')
      .option('--json', 'one JSON document on stdout: the run view')
      .action(async (run: string, options: Options) => shell.exit(await show(shell, run, options))),
};
