import type { Baselines, StepProducts } from '../../domain/run/event.ts';
import type { Baseline, GateComparison, GateOutcome } from '../../domain/gate.ts';
import { ownValue } from '../../domain/own-value.ts';
import type { GateOp, GateSpec } from '../../domain/gate-spec.ts';
import type { GateVerdict } from '../../domain/statuses.ts';
import { judgeBound } from './judge-bound.ts';
import { slackOf, tidy, toleranceText } from './tolerance.ts';
import { shortened } from '../../../text/shortened.ts';

/** What a step measured: numbers, and texts, which no gate can judge. */
type Measured = Pick<StepProducts, 'metrics' | 'facts'>;
type KnownBar = {
  readonly type: 'known';
  readonly value: number;
  readonly source: string;
  /** What examples of both say; null: there are none to ask. */
  readonly comparison: GateComparison | null;
};
/** What a gate holds a metric against. `none`: there has never been one. `unknown`: there should be one, and is not. */
type Bar =
  | KnownBar
  | { readonly type: 'none'; readonly source: string }
  | { readonly type: 'unknown'; readonly message: string };

/** Judges every gate of a step on its metrics. A metric that is missing fails; what is merely worth a warning never does. */
export function judgeGates(
  gates: readonly GateSpec[],
  measured: Measured,
  baselines: Baselines,
): readonly GateOutcome[] {
  return gates.map((gate) => judgeGate(gate, measured, baselines));
}

function judgeGate(gate: GateSpec, measured: Measured, baselines: Baselines): GateOutcome {
  const value = numberOf(measured.metrics, gate.metric) ?? null;
  const bar = barOf(gate, measured, baselines);
  const op = opOf(gate);
  const threshold = bar.type === 'known' ? limitOf(gate, bar.value) : null;
  const { verdict, message } =
    value === null
      ? failing(gate, `gate ${gate.id}: ${whyMissing(measured, gate.metric)}`)
      : verdictOf(gate, value, bar);
  return { id: gate.id, metric: gate.metric, op, value, threshold, verdict, message };
}

type Judged = { readonly verdict: GateVerdict; readonly message: string };

function verdictOf(gate: GateSpec, value: number, bar: Bar): Judged {
  const measured = `gate ${gate.id}: ${gate.metric} ${value}`;
  if (bar.type === 'unknown') return failing(gate, `${measured}: ${bar.message}`);
  if (bar.type === 'none') {
    const message = `${measured}: there is no ${bar.source} yet`;
    const passes = gate.test.type !== 'value' && gate.test.ifMissing === 'pass';
    return passes ? { verdict: 'no-baseline', message } : failing(gate, message);
  }
  const bounded = boundedVerdict(gate, bar, { value, measured });
  if (bounded !== null) return bounded;
  const limit = limitOf(gate, bar.value);
  const asked = `must be ${BOUNDS[opOf(gate)]}${limit}${againstOf(gate, bar)}`;
  const message = `${measured}: ${asked}${isPoint(gate) ? ', point estimate' : ''}`;
  return compare(opOf(gate), value, limit) ? { verdict: 'pass', message } : failing(gate, message);
}

/** Null: no bound was asked for, or there are no examples to judge one by. */
function boundedVerdict(
  gate: GateSpec,
  bar: KnownBar,
  { value, measured }: { readonly value: number; readonly measured: string },
): Judged | null {
  const { test } = gate;
  if (test.type !== 'baseline' || test.bound === undefined || bar.comparison === null) return null;
  const holds = compare(opOf(gate), value, limitOf(gate, bar.value));
  const { verdict, words } = judgeBound(test, test.bound, {
    ...bar,
    comparison: bar.comparison,
    holds,
  });
  const message = `${measured}: ${words}`;
  if (verdict === 'pass') return { verdict, message };
  const isHeldUp = verdict === 'fail' || test.bound.onInconclusive === 'fail';
  return isHeldUp ? failing(gate, message) : { verdict: 'inconclusive', message };
}

/** A bound was asked for, and the number alone was judged. */
function isPoint({ test }: GateSpec): boolean {
  return test.type === 'baseline' && test.bound !== undefined;
}

/** What was asked of the number, the same whether it held or not, so that it is true as it stands. */
const BOUNDS: Readonly<Record<GateOp, string>> = {
  '>=': 'at least ',
  '<=': 'at most ',
  '>': 'more than ',
  '<': 'less than ',
  '==': '',
  '!=': 'other than ',
};

/** Where the limit comes from, where it is not what the file says. */
function againstOf({ test }: GateSpec, { value, source }: KnownBar): string {
  if (test.type === 'value') return '';
  return ` (${source} ${value}${toleranceText(test)})`;
}

function failing(gate: GateSpec, message: string): Judged {
  return { verdict: gate.severity === 'warn' ? 'warn' : 'fail', message };
}

function barOf(gate: GateSpec, measured: Measured, baselines: Baselines): Bar {
  const { test } = gate;
  if (test.type === 'value') return { ...NOT_COMPARED, value: test.value, source: '' };
  if (test.type === 'than') {
    const other = numberOf(measured.metrics, test.than);
    if (Object.hasOwn(measured.facts, test.than)) {
      return { type: 'unknown', message: whyMissing(measured, test.than) };
    }
    if (other === undefined) return { type: 'none', source: `metric ${test.than}` };
    return { ...NOT_COMPARED, value: other, source: test.than };
  }
  return baselineBar(gate.metric, test, baselines[gate.id]);
}

function baselineBar(
  metric: string,
  test: Extract<GateSpec['test'], { type: 'baseline' }>,
  baseline: Baseline | undefined,
): Bar {
  const name =
    test.baseline.type === 'alias' ? `${test.baseline.model}@${test.baseline.alias}` : 'merge-base';
  // Nobody looked: a gate must not pass because of that.
  if (baseline === undefined) return { type: 'unknown', message: `${name} was not looked up` };
  if (baseline.type === 'none') return { type: 'none', source: name };
  if (baseline.type === 'under-way') return { type: 'unknown', message: stillMeasured(baseline) };
  const other = numberOf(baseline.metrics, metric);
  return other === undefined
    ? { type: 'unknown', message: `${name} has no ${metric}` }
    : { type: 'known', value: other, source: name, comparison: baseline.comparison ?? null };
}

const NOT_COMPARED = { type: 'known', comparison: null } as const;

/** A number that was written with how sure it is has its own name, and `name.value` too. */
function numberOf(metrics: Measured['metrics'], name: string): number | undefined {
  const known = ownValue(metrics, name);
  return (
    known ?? (name.endsWith(VALUE) ? ownValue(metrics, name.slice(0, -VALUE.length)) : undefined)
  );
}

const VALUE = '.value';

function whyMissing({ facts }: Measured, metric: string): string {
  const text = ownValue(facts, metric);
  if (text === undefined) return `metric ${metric} is missing`;
  const shown = shortened(text, LONGEST_TEXT);
  return `${metric} is the text ${JSON.stringify(shown)}, not a number: write it without quotes`;
}

const LONGEST_TEXT = 40;

function stillMeasured({ number }: Extract<Baseline, { type: 'under-way' }>): string {
  return `main is still being measured, by #${number}: re-run what failed once that has ended`;
}

function opOf(gate: GateSpec): GateOp {
  return gate.test.type === 'value' ? gate.test.op : opOfGoal(gate.test.goal);
}

function opOfGoal(goal: 'maximize' | 'minimize'): GateOp {
  return goal === 'maximize' ? '>=' : '<=';
}

/** The worst that still passes: what was asked for, or as far from it as a tolerance lets. It is judged as it is said. */
function limitOf({ test }: GateSpec, bar: number): number {
  if (test.type === 'value' || test.tolerance.amount === 0) return bar;
  const slack = slackOf(test, bar);
  return tidy(test.goal === 'maximize' ? bar - slack : bar + slack);
}

function compare(op: GateOp, value: number, bar: number): boolean {
  switch (op) {
    case '>=':
      return value >= bar;
    case '>':
      return value > bar;
    case '<=':
      return value <= bar;
    case '<':
      return value < bar;
    case '==':
      return value === bar;
    case '!=':
      return value !== bar;
  }
}
