import type { RerunChoice } from '../../runtime/runtime.ts';
import type { CommandModule, ExitCode, Shell } from '../command.ts';
import { UsageError } from '../usage-error.ts';
import { actorOf } from '../workspace/actor-of.ts';
import { confirmDeploy } from '../drive/confirm-deploy.ts';
import { driveAndReport } from '../drive/drive-and-report.ts';
import { filesOfThen } from '../drive/files-of-then.ts';
import { printWarnings } from '../terminal/print.ts';
import { findRun } from '../workspace/find-run.ts';
import { requireOver } from '../workspace/require-over.ts';
import { withDriver } from '../workspace/open-driver.ts';

type Options = {
  readonly failed?: true;
  readonly from?: string;
  readonly yes?: true;
  readonly verbose?: true;
  readonly json?: true;
};

async function rerun(shell: Shell, reference: string, options: Options): Promise<ExitCode> {
  const choice = choiceOf(options);
  return withDriver(shell, async (driver) => {
    const earlier = await findRun(driver.store, reference);
    await requireOver(driver.store, earlier);
    const plan = await driver.store.runs.plan(earlier.plan);
    if (earlier.options.deploy && plan !== null) {
      await confirmDeploy(shell, plan, options.yes === true);
    }
    const who = { trigger: 'workflow_dispatch', actor: await actorOf(driver.state.root) };
    const { id } = await driver.runtime.rerun(earlier.id, choice, who);
    const note = await filesOfThen(driver, earlier, choice);
    if (note !== null) printWarnings(shell, [note]);
    return driveAndReport(shell, driver, id, options);
  });
}

function choiceOf({ failed, from }: Options): RerunChoice {
  if (failed && from !== undefined) {
    throw new UsageError('--failed and --from cannot be combined.', 'Give one of them.');
  }
  if (from !== undefined) return { type: 'from', step: from };
  return { type: failed ? 'failed' : 'all' };
}

export const rerunCommand: CommandModule = {
  help: {
    summary: 'a new run of the same commit, tree and params',
    description:
      'Start a new run (12.2) of the same commit, tree and params as an earlier one: with the files and the pipeline ' +
      'file of then, whatever has changed since (`run --failed` takes those of now). Without a choice the cache ' +
      'decides what runs.',
    examples: [
      ['mlpipelines rerun latest --failed', 'the same files again; keeps what succeeded'],
      ['mlpipelines rerun 12 --from train', 'runs train again; below it the cache decides'],
    ],
  },
  declare: (command, shell) =>
    command
      .argument('<run>', 'a number (12, 12.2), an id or latest')
      .option('--failed', 'take over every step that succeeded')
      .option('--from <step>', 'run this step again, take over what is not below it')
      .option('-y, --yes', 'do not ask before a run that deploys; needed where nobody can be asked')
      .option('-v, --verbose', 'what steps print, in a live view too')
      .option('--json', 'one JSON document on stdout: the run view; progress on stderr')
      .action(async (run: string, options: Options) =>
        shell.exit(await rerun(shell, run, options)),
      ),
};
