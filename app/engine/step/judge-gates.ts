import type { Baselines, StepProducts } from '../../domain/run/event.ts';
import type { Baseline, GateOutcome } from '../../domain/gate.ts';
import type { GateOp, GateSpec } from '../../domain/plan.ts';
import type { GateVerdict } from '../../domain/statuses.ts';

type Metrics = Readonly<Record<string, number>>;
/** What a step measured: numbers, and texts, which no gate can judge. */
type Measured = Pick<StepProducts, 'metrics' | 'facts'>;
/** What a gate holds a metric against. `none`: there has never been one. `unknown`: there should be one, and is not. */
type Bar =
  | { readonly type: 'known'; readonly value: number; readonly source: string }
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

function judgeGate(
  gate: GateSpec,
  { metrics, facts }: Measured,
  baselines: Baselines,
): GateOutcome {
  const value = metrics[gate.metric] ?? null;
  const bar = barOf(gate, metrics, baselines);
  const op = opOf(gate);
  const threshold = bar.type === 'known' ? bar.value : null;
  const { verdict, message } = verdictOf(gate, value, bar, facts[gate.metric] ?? null);
  return { id: gate.id, metric: gate.metric, op, value, threshold, verdict, message };
}

type Judged = { readonly verdict: GateVerdict; readonly message: string };

function verdictOf(gate: GateSpec, value: number | null, bar: Bar, fact: string | null): Judged {
  if (value === null && fact !== null)
    return failing(gate, `gate ${gate.id}: ${textFor(gate, fact)}`);
  if (value === null) return failing(gate, `gate ${gate.id}: metric ${gate.metric} is missing`);
  const measured = `gate ${gate.id}: ${gate.metric} = ${value}`;
  if (bar.type === 'unknown') return failing(gate, `${measured}, but ${bar.message}`);
  if (bar.type === 'none') {
    const message = `${measured}, and there is no ${bar.source} yet`;
    const passes = gate.test.type !== 'value' && gate.test.ifMissing === 'pass';
    return passes ? { verdict: 'no-baseline', message } : failing(gate, message);
  }
  const words = `${measured} ${opOf(gate)} ${bar.value}${bar.source}`;
  if (holds(gate, value, bar.value)) return { verdict: 'pass', message: words };
  return failing(gate, `${words} does not hold`);
}

function textFor({ metric }: GateSpec, fact: string): string {
  const shown = JSON.stringify(fact.length > 40 ? `${fact.slice(0, 40)}…` : fact);
  return `${metric} is the text ${shown}, not a number: write it without quotes`;
}

function failing(gate: GateSpec, message: string): Judged {
  return { verdict: gate.severity === 'warn' ? 'warn' : 'fail', message };
}

function barOf(gate: GateSpec, metrics: Metrics, baselines: Baselines): Bar {
  const { test } = gate;
  if (test.type === 'value') return { type: 'known', value: test.value, source: '' };
  if (test.type === 'than') {
    const other = metrics[test.than];
    if (other === undefined) return { type: 'none', source: `metric ${test.than}` };
    return { type: 'known', value: other, source: ` (${test.than})` };
  }
  const name =
    test.baseline.type === 'alias' ? `${test.baseline.model}@${test.baseline.alias}` : 'merge-base';
  const baseline = baselines[gate.id];
  // Nobody looked: a gate must not pass because of that.
  if (baseline === undefined) return { type: 'unknown', message: `${name} was not looked up` };
  if (baseline.type === 'none') return { type: 'none', source: name };
  if (baseline.type === 'under-way') return { type: 'unknown', message: stillMeasured(baseline) };
  const other = baseline.metrics[gate.metric];
  return other === undefined
    ? { type: 'unknown', message: `${name} has no ${gate.metric}` }
    : { type: 'known', value: other, source: ` (${name})` };
}

function stillMeasured({ number }: Extract<Baseline, { type: 'under-way' }>): string {
  return `main is still being measured, by #${number}: re-run what failed once that has ended`;
}

function opOf(gate: GateSpec): GateOp {
  if (gate.test.type === 'value') return gate.test.op;
  return gate.test.goal === 'maximize' ? '>=' : '<=';
}

function holds(gate: GateSpec, value: number, bar: number): boolean {
  const { test } = gate;
  if (test.type === 'value') return compare(test.op, value, test.value);
  const { type, amount } = test.tolerance;
  const slack = type === 'relative' ? amount * Math.abs(bar) : amount;
  return test.goal === 'maximize' ? value >= bar - slack : value <= bar + slack;
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
