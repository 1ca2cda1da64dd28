import { line } from '../../reports/layout/line.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import type { CommandModule, ExitCode, Shell } from '../command.ts';
import { UsageError } from '../usage-error.ts';
import { actorOf } from '../workspace/actor-of.ts';
import { answer } from '../drive/answer.ts';
import { findRun } from '../workspace/find-run.ts';
import { isOver } from '../workspace/is-over.ts';
import { withDriver } from '../workspace/open-driver.ts';

type Options = { readonly force?: true; readonly json?: true };

async function cancel(shell: Shell, reference: string, options: Options): Promise<ExitCode> {
  return withDriver(shell, async (driver) => {
    const { runtime, store, state } = driver;
    const run = await findRun(store, reference);
    if (isOver(run.status)) {
      throw new UsageError(`Run ${runNumber(run)} is over already: ${run.status}.`);
    }
    const by = await actorOf(state.root);
    const reason = `cancelled by ${by}`;
    const forced = options.force === true;
    await runtime.handle(run.id, { type: 'run.cancel-requested', by, reason, forced });
    const lines = [
      line(
        `Run ${runNumber(run)} is being cancelled: its steps get SIGTERM, then their grace period.`,
      ),
    ];
    return answer(shell, driver, run.id, { json: options.json === true, lines });
  });
}

export const cancelCommand: CommandModule = {
  help: {
    summary: 'end a run, from any terminal',
    description:
      'End a run: its steps get SIGTERM and their grace period; those that wait do not start.',
    examples: [
      ['mlpipelines cancel latest', 'the newest run'],
      ['mlpipelines cancel 12 --force', 'ends steps with `if: always()` too'],
    ],
  },
  declare: (command, shell) =>
    command
      .argument('<run>', 'a number (12, 12.2), an id or latest')
      .option('--force', 'steps with always() or cancelled() do not start either')
      .option('--json', 'one JSON document on stdout: the run view')
      .action(async (run: string, options: Options) =>
        shell.exit(await cancel(shell, run, options)),
      ),
};
