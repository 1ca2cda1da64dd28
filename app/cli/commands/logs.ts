import { readFile } from 'node:fs/promises';
import { logPath } from '../../local/local-logs.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import type { CommandModule, ExitCode, Shell } from '../command.ts';
import { parseCount } from './parse-count.ts';
import { findLog } from '../workspace/find-log.ts';
import { findRun } from '../workspace/find-run.ts';
import { followLog } from '../drive/follow-log.ts';
import { loadRunRecord } from '../workspace/load-run-record.ts';
import { withStore } from '../workspace/open-workspace.ts';
import { printJson, printLog, printText } from '../terminal/print.ts';

type Options = { readonly attempt?: number; readonly follow?: true; readonly json?: true };
type Wanted = { readonly run: string; readonly key: string };

async function logs(shell: Shell, wanted: Wanted, options: Options): Promise<ExitCode> {
  return withStore(shell, async (workspace) => {
    const { id } = await findRun(workspace.store, wanted.run);
    if (options.follow) {
      await followLog(workspace, { run: id, key: wanted.key }, shell);
      return 0;
    }
    const record = await loadRunRecord(workspace.store, id);
    const attempt = options.attempt ?? null;
    const of = await findLog(workspace.store, record, { key: wanted.key, attempt });
    const text = await readFile(logPath(workspace.state.logs, of), 'utf8').catch(() => '');
    if (options.json) {
      printJson(shell, { format: 1, ...of, lines: linesIn(text) });
      return 0;
    }
    if (of.run !== id) {
      const maker = await workspace.store.runs.header(of.run);
      const name = maker === null ? of.run : `#${runNumber(maker)}`;
      printText(shell.stderr, `Taken over from run ${name}, which printed:`);
    }
    printLog(shell.stdout, shell.env, linesIn(text));
    return 0;
  });
}

function linesIn(log: string): readonly string[] {
  return log.split('\n').slice(0, -1);
}

export const logsCommand: CommandModule = {
  help: {
    summary: 'what a step printed',
    description: 'Print the output of a step or cell: of its newest attempt, or of one of them.',
    examples: [
      ['mlpipelines logs latest train', 'the newest attempt of train'],
      ['mlpipelines logs 12 "train[seed=1]" --attempt 1', 'the first attempt of a cell'],
      ['mlpipelines logs latest train --follow', 'as it comes, from another terminal'],
    ],
  },
  declare: (command, shell) =>
    command
      .argument('<run>', 'a number (12, 12.2), an id or latest')
      .argument('<step>', 'a step, or a cell: train[seed=1]')
      .option('-a, --attempt <number>', 'this attempt instead of the newest', parseCount)
      .option('-f, --follow', 'go on until the step is over')
      .option('--json', 'one JSON document on stdout')
      .action(async (run: string, key: string, options: Options) =>
        shell.exit(await logs(shell, { run, key }, options)),
      ),
};
