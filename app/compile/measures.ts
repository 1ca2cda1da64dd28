import type { Step } from '../../schemas/pipeline.generated.ts';

/** Whether a step measures anything: it writes metrics, or a judge's verdicts give one. */
export function measures({ metrics, report }: Pick<Step, 'metrics' | 'report'>): boolean {
  return metrics !== undefined || report?.judge !== undefined;
}
