import type { Plan } from '../../../../domain/plan.ts';
import { ownValue } from '../../../../domain/own-value.ts';
import { mainMetrics } from '../../../../reports/view/main-metric.ts';
import type { TrainingUnit } from '../../../../reports/comment/run-story.ts';
import type { Sample } from '../../../../runtime/ports/attempts.ts';

type Values = Sample['values'];

/** Of live metrics the one that stands for a step: its main one, else the first with a goal, else the first; null: there are none. */
export function liveMetric(plan: Plan, stepId: string, values: Values): string | null {
  const metrics = plan.steps.find(({ id }) => id === stepId)?.metrics;
  const names = [
    mainMetrics(plan).get(stepId),
    ...(metrics?.maximize ?? []),
    ...(metrics?.minimize ?? []),
    ...Object.keys(values).filter((name) => name !== 'epoch'),
  ];
  return names.find((name) => name !== undefined && ownValue(values, name) !== undefined) ?? null;
}

/** The same in training where a metric is of validation, or the reverse: another one has another scale. */
export function metricBeside(metric: string, values: Values): string | null {
  const ofTraining = metric.replace(VALIDATION, '');
  const names =
    ofTraining === metric
      ? [`val_${metric}`, `valid_${metric}`, `val/${metric}`]
      : [ofTraining, `train_${ofTraining}`, `train/${ofTraining}`];
  return names.find((name) => name !== metric && ownValue(values, name) !== undefined) ?? null;
}

const VALIDATION = /^(?:val|valid|validation|eval|test)[_./-]/i;

/** A step that tells its epoch counts epochs. */
export function unitOf({ step, values }: Pick<Sample, 'step' | 'values'>): TrainingUnit {
  return ownValue(values, 'epoch') === step ? 'epoch' : 'step';
}
