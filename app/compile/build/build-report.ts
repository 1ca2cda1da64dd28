import type { ExamplesSpec } from '../../../evaluation/examples-file.ts';
import type { Step } from '../../../schemas/pipeline.generated.ts';
import type { BaselineRef } from '../../domain/gate-spec.ts';
import type { PlanStep } from '../../domain/plan.ts';
import { repositoryPath } from '../repository-path.ts';
import { statisticsOf } from '../statistic-of.ts';
import { buildJudge } from './build-judge.ts';

/** What the report of a step holds its metrics against; nothing written: where the change grew from. */
export function buildReport({ report }: Step, folder: string): Pick<PlanStep, 'report'> {
  if (report === undefined) return {};
  const { examples, judge } = report;
  const compare = report.compare ?? [judge?.pairwise?.against ?? 'merge-base'];
  return {
    report: {
      compare: compare.map((written) => baselineRef(written)),
      ...(examples !== undefined && { examples: buildExamples(examples, folder) }),
      ...(judge !== undefined && buildJudge(judge, folder)),
    },
  };
}

/** `merge-base`, or a version behind an alias: `churn@production`. */
export function baselineRef(written: string): BaselineRef {
  const [model = '', alias] = written.split('@');
  return alias === undefined ? { type: 'merge-base' } : { type: 'alias', model, alias };
}

type Written = NonNullable<NonNullable<Step['report']>['examples']>;

function buildExamples(
  { path, id, cluster, time, show, metrics }: Written,
  folder: string,
): ExamplesSpec {
  return {
    path: repositoryPath(path, folder) ?? path,
    id,
    cluster: cluster ?? null,
    ...(time !== undefined && { time }),
    show: show ?? [],
    metrics: statisticsOf(metrics),
  };
}
