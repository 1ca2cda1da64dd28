import type { RunView, StepView } from '../../../schemas/run-view.generated.ts';
import type { RunOptions } from '../../domain/run/run.ts';
import type { Report } from '../report/report.ts';
import { lineWidth, span, type Line } from '../layout/line.ts';
import { padText } from '../layout/fit.ts';
import { commandAgain } from '../words/command-again.ts';
import { runNumber } from '../words/run-words.ts';
import { shownKey } from '../words/step-words.ts';

type Command = readonly [command: string, meaning: string];

type Situation = {
  readonly view: RunView;
  /** The first step that failed. */
  readonly failed: StepView | null;
  /** What it was asked to do. */
  readonly options: Partial<RunOptions>;
  /** The run of this pipeline before it. */
  readonly before: RunView | null;
  /** Whether its model got better. */
  readonly report: Report | null;
};

/** What a person may want to type after this run, with what it does; a command is never cut, so that it can be copied. */
export function nextCommands(situation: Situation, width: number): readonly Line[] {
  const commands = commandsFor(situation);
  const widest = Math.max(0, ...commands.map(([command]) => command.length));
  return commands.map(([command, meaning]) => {
    const whole = [
      span('→ ', 'accent'),
      span(padText(command, widest)),
      span(`  ${meaning}`, 'dim'),
    ];
    return lineWidth(whole) <= width ? whole : whole.slice(0, 2);
  });
}

function commandsFor({ view, failed, before, options, report }: Situation): readonly Command[] {
  const run = runNumber(view);
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
  if (view.status === 'succeeded') return successCommands(view, before, report);
  return failed === null ? [] : failureCommands(view, failed, options);
}

function successCommands(
  view: RunView,
  before: RunView | null,
  report: Report | null,
): readonly Command[] {
  const run = runNumber(view);
  const [model] = view.models;
  const hasMetrics = view.steps.some(({ metrics }) => Object.keys(metrics).length > 0);
  const comparing: readonly Command[] =
    report?.sides.some(({ found }) => found.type === 'measured') === true
      ? [[`mlpipelines report ${run}`, 'every metric beside what it is compared with']]
      : before === null || !hasMetrics
        ? []
        : [
            [
              `mlpipelines metrics ${run} --compare ${runNumber(before)}`,
              'what changed since the run before',
            ],
          ];
  return [
    ...(model === undefined
      ? []
      : [[`mlpipelines get ${model.name}@${model.version}`, 'fetches the model'] as const]),
    ...comparing,
  ];
}

function failureCommands(
  view: RunView,
  failed: StepView,
  options: Partial<RunOptions>,
): readonly Command[] {
  const run = runNumber(view);
  const key = argument(failed.key);
  const logs: Command = [`mlpipelines logs ${run} ${key}`, 'all that it printed'];
  return [
    ...(failed.attempts.length === 0 ? [] : [logs]),
    [`mlpipelines why ${run} ${key}`, 'its whole story'],
    [
      commandAgain(view.pipeline, options, [`--failed ${run}`]),
      "after a correction, with today's files",
    ],
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
