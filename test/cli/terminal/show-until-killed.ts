import { openRunDisplay } from '../../../app/cli/terminal/open-run-display.ts';
import { makeRunView } from '../../../app/reports/view/run-view.ts';
import { LONG_PLAN, LONG_RUN } from '../../reports/a-long-run.ts';

// Shows a run as if stdout were a terminal, until a signal ends it.
const write = (text: string) => process.stdout.write(text);
const output = { write, isTTY: true, columns: 80, rows: 24 };
const terminal = { live: true, colour: false, columns: 80, rows: 24 };
const display = openRunDisplay({
  output,
  terminal,
  plan: LONG_PLAN,
  verbose: false,
  now: () => Date.now(),
});
display.update({ ...makeRunView(LONG_RUN), status: 'running' }, new Map());
