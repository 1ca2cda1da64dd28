import type { GateSpec, SliceSelector } from '../../domain/gate-spec.ts';

/** What a gate asks of its metric, tolerance and all: `auc at most 0.5% below churn@production`. */
export function gateAsks({ metric, severity, slice, test }: GateSpec): string {
  const asked = asks({ metric, severity, test });
  return slice === undefined ? asked : `${asked}, ${whereOf(slice)}`;
}

/** `in each slice segment=* of at least 200 rows` */
function whereOf({ by, minN }: SliceSelector): string {
  const named = Object.entries(by).map(([column, value]) => `${column}=${value ?? '*'}`);
  const of = minN > 0 ? ` of at least ${minN.toLocaleString('en-US')} rows` : '';
  return `in each slice ${named.join(', ')}${of}`;
}

function asks({ metric, severity, test }: Omit<GateSpec, 'id' | 'slice'>): string {
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
