import type { GateSpec } from '../../domain/gate-spec.ts';

/** What a gate asks of its metric, tolerance and all: `auc at most 0.5% below churn@production`. */
export function gateAsks({ metric, severity, test }: GateSpec): string {
  const only = severity === 'warn' ? ' (only warns)' : '';
  if (test.type === 'value') return `${metric} ${test.op} ${test.value}${only}`;
  const { goal, tolerance, ifMissing } = test;
  const bar = test.type === 'than' ? test.than : barOf(test.baseline);
  const missing = `${sureText(test)}${ifMissing === 'fail' ? ', which must exist' : ''}`;
  if (tolerance.amount === 0) {
    return `${metric} ${goal === 'maximize' ? '>=' : '<='} ${bar}${missing}${only}`;
  }
  const much =
    tolerance.type === 'relative'
      ? `${Number((tolerance.amount * 100).toPrecision(12))}%`
      : `${tolerance.amount}`;
  const side = goal === 'maximize' ? 'below' : 'above';
  return `${metric} at most ${much} ${side} ${bar}${missing}${only}`;
}

function sureText(test: GateSpec['test']): string {
  if (test.type !== 'baseline' || test.bound === undefined) return '';
  return `, with ${Number((test.bound.confidence * 100).toPrecision(12))} % confidence`;
}

type Baseline = Extract<GateSpec['test'], { type: 'baseline' }>['baseline'];

function barOf(baseline: Baseline): string {
  return baseline.type === 'alias' ? `${baseline.model}@${baseline.alias}` : 'merge-base';
}
