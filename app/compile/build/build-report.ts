import type { Step } from '../../../schemas/pipeline.generated.ts';
import type { BaselineRef } from '../../domain/gate-spec.ts';
import type { PlanStep } from '../../domain/plan.ts';

/** What the report of a step holds its metrics against; nothing written: where the change grew from. */
export function buildReport({ report }: Step): Pick<PlanStep, 'report'> {
  if (report === undefined) return {};
  const { compare = ['merge-base'] } = report;
  return { report: { compare: compare.map((written) => baselineRef(written)) } };
}

/** `merge-base`, or a version behind an alias: `churn@production`. */
export function baselineRef(written: string): BaselineRef {
  const [model = '', alias] = written.split('@');
  return alias === undefined ? { type: 'merge-base' } : { type: 'alias', model, alias };
}
