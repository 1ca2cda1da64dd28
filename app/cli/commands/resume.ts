import { commandAgain } from '../../reports/words/command-again.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import type { CommandModule, ExitCode, Shell } from '../command.ts';
import { UsageError } from '../usage-error.ts';
import { driveAndReport } from '../drive/drive-and-report.ts';
import { filesOfThen } from '../drive/files-of-then.ts';
import { takeOverRun } from '../drive/take-over-run.ts';
import { printWarnings } from '../terminal/print.ts';
import { findRun } from '../workspace/find-run.ts';
import { withDriver } from '../workspace/open-driver.ts';

type Options = { readonly verbose?: true; readonly json?: true };

async function resume(shell: Shell, reference: string, options: Options): Promise<ExitCode> {
  return withDriver(shell, async (driver) => {
    const run = await findRun(driver.store, reference);
    const name = runNumber(run);
    const resumed = await takeOverRun(driver, run.id);
    if (resumed.type === 'over') {
      throw new UsageError(
        `Run ${name} is over: ${run.status}.`,
        run.status === 'succeeded'
          ? `Run it again, with today's files: ${commandAgain(run.pipeline, run.options)}`
          : `Run what did not succeed again: mlpipelines rerun ${name} --failed, or with today's files: ${commandAgain(run.pipeline, run.options, [`--failed ${name}`])}`,
      );
    }
    if (resumed.type === 'driven') {
      throw new UsageError(
        `Run ${name} is alive: another process drives it.`,
        `Watch it: mlpipelines show ${name}`,
      );
    }
    const note = await filesOfThen(driver, run, { type: 'resume' });
    if (note !== null) printWarnings(shell, [note]);
    return driveAndReport(shell, driver, run.id, options);
  });
}

export const resumeCommand: CommandModule = {
  help: {
    summary: 'continue a run whose process died',
    description:
      'Go on with a run whose process was killed, or lost its power. What is finished stays; training goes on from its ' +
      'last complete checkpoint, with the files that the run had.',
    examples: [['mlpipelines resume latest', 'the newest run']],
  },
  declare: (command, shell) =>
    command
      .argument('<run>', 'a number (12, 12.2), an id or latest')
      .option('-v, --verbose', 'what steps print, in a live view too')
      .option('--json', 'one JSON document on stdout: the run view; progress on stderr')
      .action(async (run: string, options: Options) =>
        shell.exit(await resume(shell, run, options)),
      ),
};
