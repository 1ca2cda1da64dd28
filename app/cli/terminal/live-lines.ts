import type { Plan } from '../../domain/plan.ts';
import type { Instant } from '../../domain/run/run.ts';
import type { RunView, StepView } from '../../../schemas/run-view.generated.ts';
import { duration, elapsed } from '../../../text/duration.ts';
import { fitLine, padText } from '../../reports/layout/fit.ts';
import { indent, line, lineWidth, span, type Line } from '../../reports/layout/line.ts';
import { mainMetrics } from '../../reports/view/main-metric.ts';
import { runName, runNumber, runWords, treeText } from '../../reports/words/run-words.ts';
import { ownTime, timeBetween } from '../../reports/words/step-time.ts';
import { count, isLive, shownKey, stepWords } from '../../reports/words/step-words.ts';
import { foldRows, type LiveRow } from './fold-rows.ts';
import { stepDetails } from './step-details.ts';
import type { LiveSteps } from './live-step.ts';

export type Scene = {
  readonly view: RunView;
  readonly plan: Plan;
  readonly live: LiveSteps;
  readonly now: Instant;
  readonly columns: number;
  readonly rows: number;
};

const TIME_WIDTH = 7;
/** Header, footer, an empty line below and above each, and the line where the cursor rests. */
const FRAME_ROWS = 5;

/** A run as it goes on, as lines that fit into the terminal: each shorter than its width, fewer than its height. */
export function liveLines(scene: Scene): readonly Line[] {
  const { view, columns, rows } = scene;
  const width = columns - 1;
  const shown = foldRows(view.steps, Math.max(1, rows - FRAME_ROWS));
  const nameWidth = nameColumn(shown, width);
  const metrics = mainMetrics(scene.plan);
  return [
    spread([headLeft(view), headRight(view, scene.now)], width),
    [],
    ...shown.map((row) => {
      if (row.type === 'more') return line(`  ${row.text}`, 'dim');
      const details = stepDetails(row, {
        ...scene,
        metrics,
        width: width - nameWidth - TIME_WIDTH - 4,
      });
      return fitLine([...stepHead(row, nameWidth, scene.now), ...details], width);
    }),
    [],
    footer(view, width),
  ];
}

function nameColumn(rows: readonly LiveRow[], width: number): number {
  const widths = rows.map((row) => (row.type === 'more' ? 0 : lineWidth(nameOf(row))));
  return Math.min(Math.max(8, ...widths), Math.max(12, Math.floor(width * 0.36)));
}

type StepRow = Extract<LiveRow, { type: 'step' }>;

function nameOf({ step }: StepRow): Line {
  if (step.cell === null) return line(shownKey(step.key));
  return indent(line(shownKey(step.key).slice(step.id.length + 1, -1)), 2);
}

function stepHead(row: StepRow, nameWidth: number, now: Instant): Line {
  const { glyph, tone } = stepWords(row.step);
  const ms = ownTime(row.step, now);
  const time = ms === null ? '' : (row.step.endedAt === null ? elapsed : duration)(ms);
  const name = nameOf(row)
    .map(({ text }) => text)
    .join('');
  return [
    span(`${glyph} `, tone),
    span(padText(name, nameWidth), isLive(row.step) ? 'strong' : 'plain'),
    span(padText(time, TIME_WIDTH, 'right'), 'dim'),
    span('  '),
  ];
}

function headLeft(view: RunView): Line {
  return [span(runName(view), 'strong'), span(`  ${treeText(view)}`, 'dim')];
}

function headRight(view: RunView, now: Instant): Line {
  const { tone, word } = runWords(view.status);
  const ms = timeBetween({ startedAt: view.createdAt, endedAt: view.endedAt }, now);
  return [span(word, tone), span(ms === null ? '' : `  ${elapsed(ms)}`, 'dim')];
}

function spread([left, right]: readonly [Line, Line], width: number): Line {
  const gap = width - lineWidth(left) - lineWidth(right);
  return fitLine([...left, span(' '.repeat(Math.max(2, gap))), ...right], width);
}

function footer(view: RunView, width: number): Line {
  const steps = view.steps.filter((step) => step.cell === null);
  const done = steps.filter((step) => step.result !== null).length;
  const running = view.steps.filter((step) => isLive(step)).length;
  const approval = steps.find((step) => step.state === 'approval');
  const told = [
    span(`${done} of ${count(steps.length, 'step')} done`),
    span(running === 0 ? '' : `  ·  ${running} running`),
    ...(approval === undefined ? [] : approvalHint(view, approval)),
  ];
  const isStopping = view.steps.some((step) => step.state === 'stopping');
  const keys = isStopping ? 'Ctrl-C kills what is left' : 'Ctrl-C cancels';
  const withKeys = [...told, span(`  ·  ${keys}`, 'dim')];
  return lineWidth(withKeys) <= width ? withKeys : fitLine(told, width);
}

function approvalHint(view: RunView, { key }: StepView): Line {
  return [span('  ·  '), span(`mlpipelines approve ${runNumber(view)} ${shownKey(key)}`, 'warn')];
}
