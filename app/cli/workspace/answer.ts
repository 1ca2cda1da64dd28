import { line, type Line } from '../../reports/line.ts';
import { makeRunView } from '../../reports/run-view.ts';
import { runNumber } from '../../reports/run-words.ts';
import type { ExitCode, Shell } from '../command.ts';
import { isOver } from './is-over.ts';
import { loadRunRecord } from './load-run-record.ts';
import type { Driver } from './open-driver.ts';
import { printJson, printLines } from './print.ts';

/**
 * What a command says that told a run something: the run's view with `--json`; else what it did, and how the run goes
 * on when no process drives it.
 */
export async function answer(
  shell: Shell,
  { store, isDriven }: Driver,
  run: string,
  { json, lines }: { readonly json: boolean; readonly lines: readonly Line[] },
): Promise<ExitCode> {
  const view = makeRunView(await loadRunRecord(store, run));
  if (json) {
    printJson(shell, view);
    return 0;
  }
  printLines(shell, lines);
  if (!isOver(view.status) && !(await isDriven(run))) {
    printLines(shell, [
      line(
        `No process drives this run. Go on with it: mlpipelines resume ${runNumber(view)}`,
        'warn',
      ),
    ]);
  }
  return 0;
}
