import type { Baseline } from '../../domain/gate.ts';
import type { Baselines } from '../../domain/run/event.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { HotRun } from '../../engine/state/hot-run.ts';
import { measuredBefore } from './measured-before.ts';
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
  const { store, repository, clock } = deps;
  const asked = { store, clock, commitsBefore: (run: RunHeader) => repository.baseCommits(run) };
  const found: Record<string, Baseline> = {};
  for (const { id, test } of hot.plan.step(row.stepId).gates) {
    if (test.type !== 'baseline') continue;
    const { stepId } = row;
    found[id] = await measuredBefore(asked, hot.header, { ref: test.baseline, stepId, key });
  }
  return found;
}
