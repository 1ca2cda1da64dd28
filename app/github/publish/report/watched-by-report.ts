import type { PlanStep } from '../../../domain/plan.ts';
import type { RunHeader } from '../../../domain/run/run.ts';
import { registryOf } from '../../../domain/scope.ts';
import type { Side } from '../../../reports/report/report.ts';
import { comparedWith } from '../../../runtime/baselines/load-sides.ts';
import type { Watched } from '../../../runtime/ports/hosted/watched.ts';

/**
 * What changes a report of a step after its run: the default branch measures what it had not measured yet, and an alias
 * moves to another version. What the default branch measures of itself later is no news of an earlier commit.
 */
export function watchedByReport(
  header: RunHeader,
  step: PlanStep,
  sides: readonly Side[],
): readonly Watched[] {
  const { hosted, ref, pipeline } = header;
  if (hosted === undefined || ref === `refs/heads/${hosted.repository.defaultBranch}`) return [];
  // It reads nothing that moves.
  if (hosted.trust === 'untrusted') return [];
  const { id: repository } = hosted.repository;
  const awaited = sides.filter(({ is, found }) => is === 'merge-base' && found.type !== 'measured');
  const scope = registryOf(header);
  return [
    ...awaited.map((): Watched => ({ type: 'step', repository, pipeline, key: step.id })),
    ...comparedWith(step).flatMap((compared): Watched[] =>
      compared.type === 'alias' ? [{ ...compared, scope }] : [],
    ),
  ];
}
