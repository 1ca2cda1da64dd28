import { line } from '../../reports/layout/line.ts';
import { reportFile } from '../../reports/report/report-json.ts';
import { flipsLines } from '../../reports/terminal/flips-lines.ts';
import { reportStory } from '../../reports/terminal/report-story.ts';
import type { CommandModule, ExitCode, Shell } from '../command.ts';
import { gatherFlips } from '../report/gather-flips.ts';
import { gatherReport } from '../report/gather-report.ts';
import { gatherPlots } from '../report/gather-plots.ts';
import { writePage } from '../report/write-page.ts';
import { printJson, printLines, printNote, printWarnings } from '../terminal/print.ts';
import { terminalOf } from '../terminal/terminal.ts';
import { UsageError } from '../usage-error.ts';
import { findRun } from '../workspace/find-run.ts';
import { loadRunRecord } from '../workspace/load-run-record.ts';
import { withStore } from '../workspace/open-workspace.ts';

type Options = {
  readonly compare?: string;
  readonly json?: true;
  readonly html?: string;
  readonly flips?: true;
};

async function report(shell: Shell, reference: string, options: Options): Promise<ExitCode> {
  const { compare = null, json, html, flips } = options;
  if (flips && (json || html !== undefined)) {
    throw new UsageError(
      '--flips quotes examples, and can be combined with neither --json nor --html.',
      'Leave these out to see them here.',
    );
  }
  if (json && html !== undefined) {
    throw new UsageError(
      '--json and --html cannot be combined.',
      'Run the command twice: once for each.',
    );
  }
  return withStore(shell, async (workspace) => {
    const { id } = await findRun(workspace.store, reference);
    const record = await loadRunRecord(workspace.store, id);
    const warn = (message: string) => printWarnings(shell, [message]);
    const note = (message: string) => printNote(shell, message);
    const told = await gatherReport(workspace, { record, compare, warn, note });
    if (json) {
      const { report } = told;
      const plots = report === null ? [] : await gatherPlots(workspace, record, { report, warn });
      printJson(shell, reportFile({ ...told, plots }));
    } else if (html === undefined) {
      const { columns } = terminalOf(shell.stdout, shell.env);
      printLines(shell, reportStory(told, columns));
      if (flips) {
        const moved = await gatherFlips({ ...workspace, note }, record, told);
        printLines(shell, [line(''), ...flipsLines(moved, columns)]);
      }
    } else {
      await writePage(shell.cwd, html, told);
      printLines(shell, [line(html)]);
    }
    return 0;
  });
}

export const reportCommand: CommandModule = {
  help: {
    summary: 'whether the model of a run got better',
    description:
      'Print whether the model of a run got better: every metric of the step that the run is judged by, beside what the ' +
      'default branch measured where the commit grew from and beside the versions that gates name; where none of these ' +
      'has measured it, beside the run before.',
    examples: [
      ['mlpipelines report', 'of the newest run'],
      ['mlpipelines report 12 --compare 11', 'beside run 11'],
      ['mlpipelines report 12 --compare churn@production', 'beside the model behind an alias'],
      ['mlpipelines report 12 --html report.html', 'one file to send to somebody'],
      ['mlpipelines report 12 --flips', 'with the examples that changed most'],
      ['mlpipelines report 12 --json', 'for a program'],
    ],
  },
  declare: (command, shell) =>
    command
      .argument('[run]', 'a number (12, 12.2), an id or latest', 'latest')
      .option('--compare <run|model>', 'beside this run, or this model (churn@production, churn@3)')
      .option('--json', 'one JSON document on stdout')
      .option('--flips', 'the examples that changed most, each way')
      .option('--html <file>', 'write one HTML file that needs no network and no script')
      .action(async (run: string, options: Options) =>
        shell.exit(await report(shell, run, options)),
      ),
};
