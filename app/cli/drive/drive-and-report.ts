import type { ExitCode, Shell } from '../command.ts';
import { openRunDisplay } from '../terminal/open-run-display.ts';
import { terminalOf } from '../terminal/terminal.ts';
import { driveRun } from './drive-run.ts';
import { drivenRecord } from './driven-record.ts';
import type { Driver } from '../workspace/open-driver.ts';
import { printJson } from '../terminal/print.ts';

/**
 * Carries a run to its end before a person's eyes and gives the exit code of the command. With `json` the run view is
 * all that stdout gets, and progress goes to stderr.
 */
export async function driveAndReport(
  shell: Shell,
  driver: Driver,
  run: string,
  options: { readonly json?: true; readonly verbose?: true },
): Promise<ExitCode> {
  const output = options.json ? shell.stderr : shell.stdout;
  const { plan, header } = await drivenRecord(driver, run);
  const display = openRunDisplay({
    output,
    terminal: terminalOf(output, shell.env),
    plan,
    options: header.options,
    verbose: options.verbose === true,
    now: Date.now,
  });
  const { view, interrupted } = await driveRun(driver, run, display, shell.onInterrupt);
  if (options.json) printJson(shell, view);
  if (interrupted) return 130;
  return view.status === 'succeeded' ? 0 : 1;
}
