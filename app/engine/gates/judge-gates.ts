import type { Baselines, StepProducts } from '../../domain/run/event.ts';
import type { Baseline, GateOutcome } from '../../domain/gate.ts';
import { ownValue } from '../../domain/own-value.ts';
import { writtenChange } from '../../domain/written-interval.ts';
import type { GateSpec } from '../../domain/gate-spec.ts';
import { knownBar, ownBar, type Bar } from './bar.ts';
import { judgeNumber, failing, limitOf, opOf } from './judge-number.ts';
import { baselineName, lackOf } from './lack-of-baseline.ts';
import { judgeSlices } from './judge-slices.ts';
import { numberOf } from './number-of.ts';
import { firstFew } from '../../../text/first-few.ts';
import { shortened } from '../../../text/shortened.ts';

/** What a step measured: numbers, and texts, which no gate can judge. */
type Measured = Pick<StepProducts, 'metrics' | 'facts' | 'slices'>;

/** Judges every gate of a step on its metrics. A metric that is missing fails; what is merely worth a warning never does. */
export function judgeGates(
  gates: readonly GateSpec[],
  measured: Measured,
  baselines: Baselines,
): readonly GateOutcome[] {
  return gates.map((gate) => judgeGate(gate, measured, baselines));
}

function judgeGate(gate: GateSpec, measured: Measured, baselines: Baselines): GateOutcome {
  const { id, metric, slice } = gate;
  if (slice !== undefined) {
    const found = judgeSlices({ ...gate, slice }, measured.slices, baselines[id]);
    return { id, metric, op: opOf(gate), ...found };
  }
  const value = numberOf(measured.metrics, metric) ?? null;
  const bar = barOf(gate, measured, baselines);
  const op = opOf(gate);
  const threshold = bar.type === 'known' ? limitOf(gate, bar.value) : null;
  const { verdict, message } =
    value === null
      ? failing(gate, `gate ${id}: ${whyMissing(measured, metric)}`)
      : judgeNumber(gate, value, bar);
  return { id, metric, op, value, threshold, verdict, message };
}

function barOf(gate: GateSpec, measured: Measured, baselines: Baselines): Bar {
  const { test } = gate;
  if (test.type === 'value') return ownBar('', test.value);
  if (test.type === 'than') {
    const other = numberOf(measured.metrics, test.than);
    if (Object.hasOwn(measured.facts, test.than)) {
      return { type: 'unknown', message: whyMissing(measured, test.than) };
    }
    if (other === undefined) return { type: 'none', source: `metric ${test.than}` };
    return ownBar(test.than, other);
  }
  return baselineBar(gate.metric, test, { measured, baseline: baselines[gate.id] });
}

function baselineBar(
  metric: string,
  test: Extract<GateSpec['test'], { type: 'baseline' }>,
  { measured, baseline }: { readonly measured: Measured; readonly baseline: Baseline | undefined },
): Bar {
  const name = baselineName(test.baseline, baseline);
  const lack = lackOf(name, baseline);
  if (lack !== null) return lack;
  const other = baseline?.type === 'found' ? numberOf(baseline.metrics, metric) : undefined;
  if (baseline?.type !== 'found' || other === undefined) {
    return { type: 'unknown', message: `${name} has no ${metric}` };
  }
  const written = writtenChange(measured.metrics, baseline.metrics, metric);
  return knownBar(name, other, { ...baseline, written });
}

function whyMissing({ facts, metrics }: Measured, metric: string): string {
  const text = ownValue(facts, metric);
  if (text === undefined) return `metric ${metric} is missing${insteadOf(metrics)}`;
  const shown = shortened(text, LONGEST_TEXT);
  return `${metric} is the text ${JSON.stringify(shown)}, not a number: write it without quotes`;
}

/** What a gate could have named, or the command could have called otherwise. */
function insteadOf(metrics: Measured['metrics']): string {
  const names = Object.keys(metrics).toSorted();
  if (names.length === 0) return '';
  const shown = names.map((name) => shortened(name, LONGEST_TEXT));
  return `; the step measured ${firstFew(shown, MOST_NAMES)}`;
}

const MOST_NAMES = 5;
const LONGEST_TEXT = 40;
