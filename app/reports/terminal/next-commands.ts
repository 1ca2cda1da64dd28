import type { RunView, StepView } from '../../../schemas/run-view.generated.ts';
import { span, type Line } from '../layout/line.ts';
import { padText } from '../layout/fit.ts';
import { runNumber } from '../words/run-words.ts';
import { shownKey } from '../words/step-words.ts';

type Command = readonly [command: string, meaning: string];

/** What a person may want to type after this run, with what it does. */
export function nextCommands(view: RunView, failed: StepView | null): readonly Line[] {
  const commands = commandsFor(view, runNumber(view), failed);
  const width = Math.max(0, ...commands.map(([command]) => command.length));
  return commands.map(([command, meaning]) => [
    span('→ ', 'accent'),
    span(padText(command, width)),
    span(`  ${meaning}`, 'dim'),
  ]);
}

function commandsFor(view: RunView, run: string, failed: StepView | null): readonly Command[] {
  const waiting = view.steps.find((step) => step.state === 'approval');
  if (waiting !== undefined && view.status === 'waiting') {
    return [
      [`mlpipelines approve ${run} ${argument(waiting.key)}`, 'lets it go on'],
      [`mlpipelines reject ${run} ${argument(waiting.key)}`, 'ends it here'],
    ];
  }
  if (view.status === 'cancelled') {
    return [[`mlpipelines rerun ${run} --failed`, 'runs what was cancelled, keeps the rest']];
  }
  return failed === null ? [] : failureCommands(view, run, failed);
}

function failureCommands(view: RunView, run: string, failed: StepView): readonly Command[] {
  const key = argument(failed.key);
  const logs: Command = [`mlpipelines logs ${run} ${key}`, 'all that it printed'];
  return [
    ...(failed.attempts.length === 0 ? [] : [logs]),
    [`mlpipelines why ${run} ${key}`, 'its whole story'],
    [`mlpipelines run ${view.pipeline} --failed ${run}`, "after a mend, with today's files"],
    [`mlpipelines rerun ${run} --failed`, 'as it was, keeps what succeeded'],
  ];
}

/** The key as one word for a shell. */
function argument(key: string): string {
  const shown = shownKey(key);
  return /^[A-Za-z0-9_./:@%+=-]+$/.test(shown)
    ? shown
    : `'${shown.replaceAll("'", String.raw`'\''`)}'`;
}
