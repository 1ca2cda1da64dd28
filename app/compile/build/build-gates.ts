import type { Gate, Step } from '../../../schemas/pipeline.generated.ts';
import type { GateSpec } from '../../domain/gate-spec.ts';
import type { MetricsSpec } from '../../domain/plan.ts';
import { baselineRef } from './build-report.ts';

/** The gates of a step, in the order of the file. */
export function buildGates(step: Step, metrics: MetricsSpec | null): GateSpec[] {
  return Object.entries(step.gates ?? {}).flatMap(([id, gate]) => {
    const test = testOf(gate, metrics);
    const severity = gate.severity ?? 'fail';
    return test === null ? [] : [{ id, metric: gate.metric, severity, test }];
  });
}

function testOf(gate: Gate, metrics: MetricsSpec | null): GateSpec['test'] | null {
  if (gate.value !== undefined && gate.op !== undefined) {
    return { type: 'value', op: gate.op, value: gate.value };
  }
  const goal = metrics?.minimize.includes(gate.metric) === true ? 'minimize' : 'maximize';
  const tolerance = toleranceOf(gate.tolerance ?? 0);
  if (gate.baseline !== undefined) {
    const baseline = baselineRef(gate.baseline);
    return { type: 'baseline', baseline, goal, tolerance, ifMissing: gate['if-missing'] ?? 'pass' };
  }
  if (gate.than === undefined) return null;
  return {
    type: 'than',
    than: gate.than,
    goal,
    tolerance,
    ifMissing: gate['if-missing'] ?? 'fail',
  };
}

// `0.5%` is a share of what it is compared with, a bare number an amount of the metric itself.
function toleranceOf(written: string | number): { type: 'relative' | 'absolute'; amount: number } {
  return typeof written === 'number'
    ? { type: 'absolute', amount: written }
    : { type: 'relative', amount: Number(written.replace('%', '')) / 100 };
}
