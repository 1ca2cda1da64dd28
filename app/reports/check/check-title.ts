import { failedSteps } from '../words/failed-steps.ts';
import type { StepView } from '../../../schemas/run-view.generated.ts';
import { duration } from '../../../text/duration.ts';
import { printable } from '../../../text/printable.ts';
import { cut } from '../../../text/shortened.ts';
import { answerOf, answerText } from '../report/report-words.ts';
import { groupCells } from '../view/matrix-rows.ts';
import { overSeeds } from '../view/pivot-cells.ts';
import { rankCells } from '../view/rank-cells.ts';
import { attemptCause } from '../words/attempt-words.ts';
import { byHandWords } from '../words/by-hand-words.ts';
import { numberText } from '../words/number-text.ts';
import { runWords } from '../words/run-words.ts';
import { testedWords } from '../words/tested-words.ts';
import { timeBetween } from '../words/step-time.ts';
import { count, shownKey } from '../words/step-words.ts';
import { judgedGates } from '../words/verdict-words.ts';
import type { ReportedRun } from './reported-run.ts';
import { runProgress, sweepProgress } from './run-progress.ts';

/** GitHub's list of checks shows less than this. */
const MOST_TITLE = 255;
const MOST_NAMED = 3;

/**
 * What a run came to in one line of plain text, the most important first: `val_auc 0.9134 (+0.0142 vs main) · 5/6 gates ·
 * 34m 00s`, `failed: train (exit code 1) · 3m 12s`; of one under way, how far it is.
 */
export function checkTitle(run: ReportedRun): string {
  const pieces = run.view.endedAt === null ? piecesOfOpen(run) : piecesOfEnded(run);
  // A title is plain text, in which a name's backticks would stand as they are.
  return cut(
    printable(pieces.map((piece) => piece.trim()).join(' · ')).replaceAll('`', ''),
    MOST_TITLE,
  );
}

function piecesOfOpen(run: ReportedRun): readonly string[] {
  const { view } = run;
  const { word } = runWords(view.status);
  if (view.status === 'queued') return [word];
  const { done, total } = runProgress(view);
  const progress = `${done} of ${count(total, 'step')} done`;
  if (view.status === 'waiting') {
    const waits = view.steps.filter(({ state }) => state === 'approval' || state === 'budget');
    const names = waits.map(({ key }) => key);
    const measured = measuredPieces(run);
    return [
      names.length === 0 ? word : `${word}: ${named(names)}`,
      ...(measured.length === 0 ? [progress] : measured),
    ];
  }
  const sweep = sweepProgress(view);
  return [
    `${word}, ${progress}`,
    ...(sweep === null ? [] : [`${sweep.done} of ${count(sweep.total, 'cell')}`]),
    ...bestPieces(run),
    ...waitPieces(view.steps),
  ];
}

function piecesOfEnded(run: ReportedRun): readonly string[] {
  const { view } = run;
  const ms = timeBetween(view);
  const measured = measuredPieces(run);
  const { word } = runWords(view.status);
  if (view.status === 'cancelled') {
    return [ms === null ? word : `${word} after ${duration(ms)}`, ...measured];
  }
  const time = ms === null ? [] : [duration(ms)];
  if (view.status !== 'succeeded') return [failure(run, measured), ...measured, ...time];
  const moved = byHandWords(view) ?? testedWords(view, run.plan);
  if (moved !== null) return [moved, ...measured, ...time];
  const cached = cachedWords(run);
  if (cached !== null) return [...measured, cached];
  if (measured.length > 0) return [...measured, ...time];
  return [ms === null ? word : `${word} in ${duration(ms)}`];
}

/** What stands for the model and how it changed, else the best cell of a sweep; then the gates. */
function measuredPieces(run: ReportedRun): readonly string[] {
  const { view, report = null } = run;
  const answer = report === null ? null : answerOf(report);
  const gates = judgedGates(view);
  const passed = gates.filter(({ gate }) => gate.verdict === 'pass').length;
  return [
    ...(answer === null ? bestPieces(run) : [answerText(answer)]),
    ...(gates.length === 0 ? [] : [`${passed}/${count(gates.length, 'gate')}`]),
  ];
}

function bestPieces({ view, plan }: ReportedRun): readonly string[] {
  const bests = groupCells(view.steps).flatMap(({ step, cells }) => {
    const ranked = cells.length < 2 ? null : rankCells(plan, step.id, cells);
    if (ranked === null) return [];
    const [combination] = overSeeds(ranked);
    const value = combination?.mean ?? ranked.best?.metrics[ranked.metric];
    if (value === undefined) return [];
    const seeds =
      combination === undefined || combination.measured < 2
        ? ''
        : ` (mean of ${combination.measured} seeds)`;
    // While it runs the cells are counted beside it.
    const among = view.endedAt === null ? '' : ` of ${count(cells.length, 'cell')}`;
    return [`best ${ranked.metric} ${numberText(value)}${seeds}${among}`];
  });
  return bests.slice(-1);
}

/** What keeps a run from moving although nothing but a machine is missing. */
function waitPieces(steps: readonly StepView[]): readonly string[] {
  const isMoving = steps.some(({ state }) => ['running', 'stopping', 'promoting'].includes(state));
  const waits = steps.find(({ state, reason }) => state === 'starting' && reason !== null);
  if (isMoving || waits === undefined) return [];
  const [first = ''] = (waits.reason ?? '').split('\n', 1);
  return [`${shownKey(waits.key)}: ${first}`];
}

/** `failed: train (exit code 1) and 2 more steps`; gates that failed are counted beside what was measured. */
function failure({ view }: ReportedRun, measured: readonly string[]): string {
  const { word } = runWords(view.status);
  const groups = [...Map.groupBy(failedSteps(view.steps), ({ id }) => id)];
  const [first] = groups;
  if (first === undefined || (view.status === 'rejected' && measured.length > 0)) return word;
  const more = groups.length - 1;
  const others = more === 0 ? '' : ` and ${count(more, 'more step')}`;
  return `${word}: ${failedStep(view.steps, first)}${others}`;
}

function failedStep(
  steps: readonly StepView[],
  [id, failed]: readonly [string, readonly StepView[]],
): string {
  const [only] = failed;
  if (only?.cell === null) {
    const last = only.attempts.at(-1);
    const cause = last === undefined ? null : attemptCause(last);
    return cause === null ? shownKey(id) : `${shownKey(id)} (${cause})`;
  }
  const all = steps.filter((step) => step.id === id && step.cell !== null).length;
  return `${shownKey(id)} (${failed.length} of ${count(all, 'cell')})`;
}

/** Null: something ran. */
function cachedWords({ view, savedMs = null }: ReportedRun): string | null {
  const done = view.steps.filter(({ result }) => result !== 'skipped');
  const isCached = ({ cached, attempts }: StepView) => cached && attempts.length === 0;
  // A matrix step itself is nobody's work.
  const withCells = new Set(done.flatMap(({ id, cell }) => (cell === null ? [] : [id])));
  const work = done.filter(({ id, cell }) => cell !== null || !withCells.has(id));
  if (work.length === 0 || !work.every(isCached)) return null;
  return savedMs === null
    ? 'everything from cache'
    : `everything from cache, saved ${duration(savedMs)}`;
}

function named(keys: readonly string[]): string {
  const more = keys.length - MOST_NAMED;
  const shown = keys.slice(0, MOST_NAMED).map((key) => shownKey(key));
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
