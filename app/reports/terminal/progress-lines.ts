import type { Plan } from '../../domain/plan.ts';
import type { RunView, StepView } from '../../../schemas/run-view.generated.ts';
import { attemptNotes, attemptWords, type AttemptView } from '../words/attempt-words.ts';
import { duration } from '../../../text/duration.ts';
import { gateLines } from '../words/gate-lines.ts';
import { indent, line, span, type Line } from '../layout/line.ts';
import { mainMetric, mainMetrics } from '../view/main-metric.ts';
import { groupCells } from '../view/matrix-rows.ts';
import { nextCommands } from './next-commands.ts';
import { numberText } from '../words/number-text.ts';
import { outputLine } from '../words/named-output.ts';
import { runName, runWords, treeText } from '../words/run-words.ts';
import { shortReason } from '../words/short-reason.ts';
import { beforeWords, ownTime } from '../words/step-time.ts';
import { count, shownKey, stepWords } from '../words/step-words.ts';

/** A line that an attempt printed. */
export type Printed = {
  readonly key: string;
  readonly attempt: number;
  readonly text: string;
  /** Said by the executor, which may be before the command starts. */
  readonly isOfExecutor?: boolean;
};

/** What attempts printed between two views. */
export type Meanwhile = {
  readonly printed: readonly Printed[];
  /** Whether it was told before that an attempt is being prepared. */
  readonly prepared: (key: string, attempt: number) => boolean;
};

const NOTHING: Meanwhile = { printed: [], prepared: () => false };

/**
 * What happened between two views of a run, one line each: for logs of CI, where nothing can be redrawn. What attempts
 * printed meanwhile stands between the lines that tell of their start and their end; what the executor says before a
 * start, as while it builds an environment, below a line that tells of that.
 */
export function runChanges(
  before: RunView | null,
  after: RunView,
  plan: Plan,
  meanwhile: Meanwhile = NOTHING,
): readonly Line[] {
  const earlier = new Map(before?.steps.map((step) => [step.key, step]));
  const metrics = mainMetrics(plan);
  // A matrix step ends because its cells did.
  const rows = groupCells(after.steps).flatMap(({ step, cells }) => cells.concat(step));
  const spoke = new Set(meanwhile.printed.map(({ key }) => key));
  const tell = (step: StepView): readonly Line[] => {
    const then = earlier.get(step.key) ?? null;
    if (then === step && !spoke.has(step.key)) return [];
    return [...attemptsChanges(then, step, meanwhile), ...stepChanges(then, step, metrics)];
  };
  return [
    ...beginning(before, after, plan),
    ...rows.flatMap(tell),
    ...(before?.status !== after.status && after.status === 'waiting' ? waiting(after) : []),
  ];
}

/** A run that may have to wait for others of its group says so before it says that it started. */
function beginning(before: RunView | null, after: RunView, plan: Plan): readonly Line[] {
  const group = plan.concurrency?.group ?? null;
  const waits = (view: RunView) => group !== null && view.status === 'queued';
  if (group !== null && waits(after)) return before === null ? [queued(after, group)] : [];
  const hadStarted = before !== null && !waits(before);
  return hadStarted || (before !== null && neverStarted(after)) ? [] : [started(after)];
}

function neverStarted({ startedAt, endedAt }: RunView): boolean {
  return startedAt === null && endedAt !== null;
}

function queued(view: RunView, group: string): Line {
  return [
    span('○ ', 'dim'),
    span(runName(view), 'strong'),
    span(` queued in concurrency group ${group}`, 'dim'),
  ];
}

function started(view: RunView): Line {
  const steps = view.steps.filter((step) => step.cell === null);
  return [
    span('● ', 'accent'),
    span(runName(view), 'strong'),
    span(` started  ·  ${treeText(view)}  ·  ${count(steps.length, 'step')}`, 'dim'),
  ];
}

function waiting(view: RunView): readonly Line[] {
  const { glyph, tone, word } = runWords('waiting');
  return [
    [span(`${glyph} `, tone), span(runName(view), 'strong'), span(` is ${word}`)],
    ...nextCommands(
      { view, failed: null, before: null, options: {}, report: null },
      Number.POSITIVE_INFINITY,
    ),
  ];
}

function attemptsChanges(
  before: StepView | null,
  after: StepView,
  { printed, prepared }: Meanwhile,
): readonly Line[] {
  return after.attempts.flatMap((attempt, index) => {
    const then = before?.attempts[index] ?? null;
    const said = printed.filter(
      (each) => each.key === after.key && each.attempt === attempt.number,
    );
    const hadBegun = then !== null && then.startedAt !== null;
    const early = hadBegun ? [] : saidBefore(said);
    const isNews = early.length > 0 && !prepared(after.key, attempt.number);
    return [
      ...(isNews ? [preparing(after)] : []),
      ...linesOf(early),
      ...(hadBegun || attempt.startedAt === null ? [] : [start(after, attempt)]),
      ...linesOf(said.slice(early.length)),
      ...attemptEnd(after, then, attempt),
    ];
  });
}

/** What the executor says first, before the command prints anything. */
function saidBefore(said: readonly Printed[]): readonly Printed[] {
  const first = said.findIndex(({ isOfExecutor }) => isOfExecutor !== true);
  return first === -1 ? said : said.slice(0, first);
}

function linesOf(printed: readonly Printed[]): readonly Line[] {
  return printed.map(({ key, text }) => outputLine(key, text));
}

function preparing(step: StepView): Line {
  return [span('◌ ', 'accent'), span(shownKey(step.key), 'strong'), span(' is being prepared')];
}

function stepChanges(
  before: StepView | null,
  after: StepView,
  metrics: ReadonlyMap<string, string>,
): readonly Line[] {
  const isOver = after.result !== null && (before === null || before.result === null);
  const needsApproval = after.state === 'approval' && before?.state !== 'approval';
  return [
    ...(needsApproval ? [told(after, ` ${stepWords(after).word}`)] : []),
    ...(isOver ? ending(after, metrics) : []),
  ];
}

function attemptEnd(
  step: StepView,
  before: AttemptView | null,
  after: AttemptView,
): readonly Line[] {
  const hasEnded = after.endedAt !== null && (before === null || before.endedAt === null);
  // The end of the last attempt is told by the end of its step.
  const isTold = step.result !== null && after === step.attempts.at(-1);
  if (!hasEnded || isTold || after.status === 'succeeded') return [];
  return retry(step, after);
}

function retry(step: StepView, attempt: AttemptView): readonly Line[] {
  return [
    [
      span('↻ ', 'warn'),
      span(shownKey(step.key), 'strong'),
      span(` try ${attempt.number} ${attemptWords(attempt)}`, 'warn'),
      span('; another follows', 'dim'),
    ],
    ...notes(attempt),
  ];
}

/** What the executor says of an attempt's end, below the line that tells it. */
function notes(attempt: AttemptView | undefined): readonly Line[] {
  return (attempt === undefined ? [] : attemptNotes(attempt)).map((note) =>
    indent(line(note, 'dim'), 2),
  );
}

function start(step: StepView, attempt: AttemptView): Line {
  return [
    span('● ', 'accent'),
    span(shownKey(step.key), 'strong'),
    span(attempt.number === 1 ? ' started' : ` started, try ${attempt.number}`),
    span(attempt.resumedFrom === null ? '' : ', from its last checkpoint', 'dim'),
  ];
}

function ending(step: StepView, metrics: ReadonlyMap<string, string>): readonly Line[] {
  const last = step.attempts.at(-1);
  if (step.result === 'failure' && last !== undefined) {
    return [told(step, ` ${attemptWords(last)}`), ...notes(last)];
  }
  const metric = mainMetric(step, metrics);
  const ms = ownTime(step);
  const before = step.cached ? '' : beforeWords(step.attempts);
  const value = metric === null ? '' : `  ${metric.name} ${numberText(metric.value)}`;
  const words = [
    ...told(step, ` ${stepWords(step).word}`),
    span(ms === null ? '' : ` in ${duration(ms)}`),
    span(before === '' ? '' : ` (${before})`, 'dim'),
    span(value),
    span(step.result === 'rejected' ? '' : `  ${shortReason(step)}`, 'dim'),
  ];
  return [words, ...badGates(step)];
}

function badGates(step: StepView): readonly Line[] {
  const told = step.gates.filter(({ verdict }) => verdict !== 'pass');
  return gateLines(told).map((gate) => indent(gate, 2));
}

function told(step: StepView, text: string): Line {
  const { glyph, tone } = stepWords(step);
  return [span(`${glyph} `, tone), span(shownKey(step.key), 'strong'), ...line(text, tone)];
}
