import type { StepView } from '../../../schemas/run-view.generated.ts';
import { fitLine } from '../../reports/layout/fit.ts';
import { gateCounts } from '../../reports/words/gate-lines.ts';
import { line, span, type Line } from '../../reports/layout/line.ts';
import { mainMetric } from '../../reports/view/main-metric.ts';
import { numberText } from '../../reports/words/number-text.ts';
import { shortReason } from '../../reports/words/short-reason.ts';
import { sparkline } from '../../reports/plots/sparkline.ts';
import { hasFailed, isLive } from '../../reports/words/step-words.ts';
import type { LiveSample, LiveSteps } from './live-step.ts';

type Context = {
  readonly live: LiveSteps;
  /** Step id → main metric. */
  readonly metrics: ReadonlyMap<string, string>;
  /** Columns left for the details. */
  readonly width: number;
};

const SPARK_WIDTH = 12;
const BAR_WIDTH = 16;

/** What stands beside a step in the live view: cells done, the live metric's curve and its last output, or how it ended. */
export function stepDetails(
  { step, cells }: { readonly step: StepView; readonly cells: readonly StepView[] },
  context: Context,
): Line {
  if (cells.length > 0) return cellsLine(cells, step);
  if (isLive(step)) return liveLine(step, context);
  if (step.result !== null) return endLine(step, context);
  return line(shortReason(step), step.state === 'backoff' ? 'warn' : 'dim');
}

function cellsLine(cells: readonly StepView[], step: StepView): Line {
  const over = cells.filter((cell) => cell.result !== null).length;
  const filled = Math.round((over / cells.length) * BAR_WIDTH);
  const running = cells.filter((cell) => isLive(cell)).length;
  const failed = cells.filter((cell) => hasFailed(cell)).length;
  return [
    span('━'.repeat(filled), failed > 0 ? 'warn' : 'good'),
    span('━'.repeat(BAR_WIDTH - filled), 'dim'),
    span(` ${over}/${cells.length}`),
    span(running > 0 && step.result === null ? `  ${running} running` : '', 'dim'),
    span(failed > 0 ? `  ${failed} failed` : '', 'bad'),
  ];
}

function liveLine(step: StepView, { live, metrics, width }: Context): Line {
  const now = live.get(step.key);
  const tries = step.attempts.length;
  return [
    span(step.state === 'stopping' ? 'stopping  ' : '', 'warn'),
    span(tries > 1 ? `try ${tries}  ` : '', 'warn'),
    ...curve(now?.samples ?? [], metrics.get(step.id), width),
    span(now?.lastLine ?? '', 'dim'),
  ];
}

/** `▁▂▄▆▇ val_auc 0.91 @ 12`: the main metric so far, or else the first that there is. */
function curve(samples: readonly LiveSample[], main: string | undefined, width: number): Line {
  const names = [main, ...Object.keys(samples.at(-1)?.values ?? {})];
  const name = names.find((name) => samples.some(({ values }) => has(values, name)));
  if (name === undefined) return [];
  const known = samples.filter(({ values }) => has(values, name));
  const last = known.at(-1);
  const points = known.map(({ values }) => values[name] ?? Number.NaN);
  const spark = width >= 40 ? `${sparkline(points, SPARK_WIDTH)} ` : '';
  return [
    span(spark, 'accent'),
    ...named(name, numberText(last?.values[name] ?? Number.NaN), width),
    span(last === undefined ? '' : ` @ ${numberText(last.step)}`, 'dim'),
    span('  '),
  ];
}

/** A metric with its value: a name too long for half of the room is cut, the value never is. */
function named(name: string, value: string, width: number): Line {
  return fitLine([span(name, 'dim'), span(` ${value}`)], Math.max(16, width / 2), 'head');
}

function has(values: LiveSample['values'], name: string | undefined): boolean {
  return name !== undefined && values[name] !== undefined;
}

function endLine(step: StepView, { metrics, width }: Context): Line {
  const metric = mainMetric(step, metrics);
  return [
    span(step.cached ? 'cached  ' : '', 'dim'),
    ...(metric === null ? [] : named(metric.name, numberText(metric.value), width)),
    span('  '),
    ...gateCounts(step.gates),
    span(shortReason(step), hasFailed(step) ? 'bad' : 'dim'),
  ];
}
