import type { Gate, Step } from '../../../schemas/pipeline.generated.ts';
import type { BoundSpec, GateSpec } from '../../domain/gate-spec.ts';
import type { MetricsSpec } from '../../domain/plan.ts';
import { baselineRef } from './build-report.ts';
import { buildSelector } from './build-slices.ts';

/** The gates of a step, in the order of the file. */
export function buildGates(step: Step, metrics: MetricsSpec | null): GateSpec[] {
  return Object.entries(step.gates ?? {}).flatMap(([id, gate]) => {
    const test = testOf(gate, metrics, boundOf(gate, step));
    const severity = gate.severity ?? 'fail';
    return test === null
      ? []
      : [{ id, metric: gate.metric, severity, ...buildSelector(gate, step), test }];
  });
}

function testOf(
  gate: Gate,
  metrics: MetricsSpec | null,
  bound: BoundSpec | null,
): GateSpec['test'] | null {
  if (gate.value !== undefined && gate.op !== undefined) {
    return { type: 'value', op: gate.op, value: gate.value };
  }
  const goal = goalOf(gate, metrics);
  const tolerance = toleranceOf(gate.tolerance ?? 0);
  if (gate.baseline !== undefined) {
    const baseline = baselineRef(gate.baseline);
    const ifMissing = gate['if-missing'] ?? 'pass';
    const sure = bound === null ? unsure(gate) : { bound };
    return { type: 'baseline', baseline, goal, tolerance, ifMissing, ...sure };
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

function goalOf({ metric }: Gate, metrics: MetricsSpec | null): 'minimize' | 'maximize' {
  return metrics?.minimize.includes(metric) === true ? 'minimize' : 'maximize';
}

// `0.5%` is a share of what it is compared with, a bare number an amount of the metric itself.
function toleranceOf(written: string | number): { type: 'relative' | 'absolute'; amount: number } {
  return typeof written === 'number'
    ? { type: 'absolute', amount: written }
    : { type: 'relative', amount: Number(written.replace('%', '')) / 100 };
}

function unsure(gate: Gate): { readonly onInconclusive?: 'fail' | 'warn' } {
  const onInconclusive = gate['on-inconclusive'];
  return onInconclusive === undefined ? {} : { onInconclusive };
}

/** Null: there are neither examples nor verdicts to be sure by, and nobody asks to be sure. */
function boundOf(gate: Gate, { report }: Step): BoundSpec | null {
  const hasExamples = isMeasuredByExample(gate.metric, report);
  if (!hasExamples && gate.confidence === undefined) return null;
  const confidence = Number((gate.confidence ?? '95%').replace('%', '')) / 100;
  const onInconclusive = gate['on-inconclusive'] ?? 'warn';
  return { confidence, onInconclusive, ...(!hasExamples && { isAsked: true }) };
}

function isMeasuredByExample(metric: Gate['metric'], report: Step['report']): boolean {
  const told = Object.keys(report?.examples?.metrics ?? {});
  return [...told, report?.judge?.metric].includes(metric);
}
