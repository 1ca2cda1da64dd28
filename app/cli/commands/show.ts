import { endStory } from '../../reports/terminal/end-story.ts';
import { createProcessOwner } from '../../local/process-owner.ts';
import { line, span, type Line } from '../../reports/layout/line.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import { makeRunView } from '../../reports/view/run-view.ts';
import type { CommandModule, ExitCode, Shell } from '../command.ts';
import { terminalOf } from '../terminal/terminal.ts';
import { findRun } from '../workspace/find-run.ts';
import { isDriven } from '../workspace/is-driven.ts';
import { isOver } from '../workspace/is-over.ts';
import { loadRunRecord } from '../workspace/load-run-record.ts';
import { withStore } from '../workspace/open-workspace.ts';
import { printJson, printLines } from '../terminal/print.ts';
import { readTails } from '../workspace/read-tails.ts';

type Options = { readonly json?: true };

async function show(shell: Shell, reference: string, options: Options): Promise<ExitCode> {
  return withStore(shell, async ({ state, store }) => {
    const { id } = await findRun(store, reference);
    const record = await loadRunRecord(store, id);
    const view = makeRunView(record);
    if (options.json) {
      printJson(shell, view);
      return 0;
    }
    const tails = await readTails(state.logs, view);
    const { columns } = terminalOf(shell.stdout, shell.env);
    printLines(shell, endStory({ view, plan: record.plan, tails }, columns).slice(1));
    if (!isOver(view.status) && !(await isDriven(store, createProcessOwner(), id))) {
      printLines(shell, abandoned(runNumber(view)));
    }
    return 0;
  });
}

function abandoned(run: string): readonly Line[] {
  return [
    [],
    line('The process that ran it is gone, and so are its steps.', 'warn'),
    [span('→ ', 'accent'), span(`mlpipelines resume ${run}`), span('  goes on with it', 'dim')],
  ];
}

export const showCommand: CommandModule = {
  help: {
    summary: 'how a run stands or ended, step by step',
    description: 'Show how a run stands or ended: its steps, what failed, what it made.',
    examples: [
      ['mlpipelines show latest', 'the newest run'],
      ['mlpipelines show 12.2 --json', 'the second attempt of run 12, for a program'],
    ],
  },
  declare: (command, shell) =>
    command
      .argument('<run>', 'a number (12, 12.2), an id or latest')
      .option('--json', 'one JSON document on stdout: the run view')
      .action(async (run: string, options: Options) => shell.exit(await show(shell, run, options))),
};
