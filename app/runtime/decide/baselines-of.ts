import type { Baseline } from '../../domain/gate.ts';
import type { BaselineRef } from '../../domain/plan.ts';
import type { Baselines } from '../../domain/run/event.ts';
import type { StepRow } from '../../domain/run/run.ts';
import { readableScopes, registryOf } from '../../domain/scope.ts';
import type { HotRun } from '../../engine/state/hot-run.ts';
import type { Clock } from '../ports/clock.ts';
import type { Repository } from '../ports/host.ts';
import type { Store } from '../ports/store.ts';

export type BaselineDeps = {
  readonly store: Pick<Store, 'baselines'>;
  readonly repository: Repository;
  readonly clock: Clock;
};

/** What the gates of a row are held against, by gate; those that compare with nothing of another run are not in it. */
export async function baselinesOf(
  deps: BaselineDeps,
  hot: HotRun,
  key: string,
): Promise<Baselines> {
  const row = hot.step(key);
  if (row === undefined) return {};
  const found: Record<string, Baseline> = {};
  for (const { id, test } of hot.plan.step(row.stepId).gates) {
    if (test.type !== 'baseline') continue;
    found[id] = await baselineOf(deps, hot, { ref: test.baseline, row });
  }
  return found;
}

async function baselineOf(
  { store, repository, clock }: BaselineDeps,
  hot: HotRun,
  { ref, row }: { ref: BaselineRef; row: StepRow },
): Promise<Baseline> {
  const { header } = hot;
  if (ref.type === 'alias') {
    return store.baselines.behindAlias(ref.model, ref.alias, row.stepId, registryOf(header));
  }
  const commits = await repository.baseCommits(header);
  if (commits.length === 0) return { type: 'none' };
  const { stepId, key } = row;
  const question = { pipeline: header.pipeline, commits, stepId, key, now: clock.now() };
  return store.baselines.atCommits(question, readableScopes(header));
}
