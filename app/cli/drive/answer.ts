import { line, type Line } from '../../reports/layout/line.ts';
import { makeRunView } from '../../reports/view/run-view.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import type { ExitCode, Shell } from '../command.ts';
import { isOver } from '../workspace/is-over.ts';
import { loadRunRecord } from '../workspace/load-run-record.ts';
import type { Driver } from '../workspace/open-driver.ts';
import { printJson, printLines } from '../terminal/print.ts';

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
