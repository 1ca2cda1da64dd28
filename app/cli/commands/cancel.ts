import { line } from '../../reports/layout/line.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import { count } from '../../reports/words/step-words.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { CommandModule, ExitCode, Shell } from '../command.ts';
import { UsageError } from '../usage-error.ts';
import { actorOf } from '../workspace/actor-of.ts';
import { answer } from '../drive/answer.ts';
import { driveAndReport } from '../drive/drive-and-report.ts';
import { takeOverRun } from '../drive/take-over-run.ts';
import { findRun } from '../workspace/find-run.ts';
import { isOver } from '../workspace/is-over.ts';
import { withDriver, type Driver } from '../workspace/open-driver.ts';
import { printLines } from '../terminal/print.ts';

type Options = { readonly force?: true; readonly json?: true };

async function cancel(shell: Shell, reference: string, options: Options): Promise<ExitCode> {
  return withDriver(shell, async (driver) => {
    const { runtime, store, state } = driver;
    const run = await findRun(store, reference);
    if (isOver(run.status)) {
      throw new UsageError(`Run ${runNumber(run)} has already ended: ${run.status}.`);
    }
    const by = await actorOf(state.root);
    const reason = `cancelled by ${by}`;
    const forced = options.force === true;
    await runtime.handle(run.id, { type: 'run.cancel-requested', by, reason, forced });
    const { status } = (await store.runs.header(run.id)) ?? run;
    if (!isOver(status) && !(await driver.isDriven(run.id))) {
      return endAbandoned(shell, driver, run, options);
    }
    const what = isOver(status) ? 'is cancelled' : 'is being cancelled';
    const rest = isOver(status) ? '.' : ': its steps get SIGTERM, then their grace period.';
    const lines = [line(`Run ${runNumber(run)} ${what}${rest}`)];
    return answer(shell, driver, run.id, { json: options.json === true, lines });
  });
}

/** Nobody else would carry out that such a run is to end: this process does, with what is `always()` to run. */
async function endAbandoned(
  shell: Shell,
  driver: Driver,
  run: RunHeader,
  options: Options,
): Promise<ExitCode> {
  const taken = await takeOverRun(driver, run.id);
  if (taken.type === 'driving') {
    if (options.json !== true) printLines(shell, [line(endedWords(runNumber(run), taken.killed))]);
    await driveAndReport(shell, driver, run.id, options);
    return 0;
  }
  const lines = [line(`Run ${runNumber(run)} is being cancelled.`)];
  return answer(shell, driver, run.id, { json: options.json === true, lines });
}

function endedWords(run: string, killed: number): string {
  const gone = `The process of run ${run} is gone; this one ends it.`;
  if (killed === 0) return gone;
  return `${gone} ${count(killed, 'process', 'processes')} of its steps still ran and ${killed === 1 ? 'was' : 'were'} killed.`;
}

export const cancelCommand: CommandModule = {
  help: {
    summary: 'end a run, from any terminal',
    description:
      'End a run: its steps get SIGTERM and their grace period; those that wait do not start. Of a run whose process is ' +
      'gone, what still runs is killed at once.',
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
