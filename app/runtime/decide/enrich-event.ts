import type { Baselines, RunEvent } from '../../domain/run/event.ts';
import type { Baseline } from '../../domain/gate.ts';
import type { BaselineRef } from '../../domain/plan.ts';
import type { Instant } from '../../domain/run/run.ts';
import { readableScopes, registryOf } from '../../domain/scope.ts';
import type { HotRun } from '../../engine/state/hot-run.ts';
import type { Clock } from '../ports/clock.ts';
import type { Repository } from '../ports/host.ts';
import type { Chance } from '../ports/ids.ts';
import type { NewEvent } from '../runtime.ts';
import type { Store } from '../ports/store.ts';

export type Enrichment = {
  readonly store: Pick<Store, 'baselines'>;
  readonly repository: Repository;
  readonly clock: Clock;
  readonly chance: Chance;
};

/** Adds to an event what the kernel cannot know: the time, a chance and, where gates will be judged, their baselines. */
export async function enrichEvent(
  parts: Enrichment,
  hot: HotRun,
  { event, at }: { readonly event: NewEvent; readonly at: Instant },
): Promise<RunEvent> {
  switch (event.type) {
    case 'cache.answered': {
      const baselines = event.hit === null ? {} : await baselinesOf(parts, hot, event.key);
      return { ...event, at, baselines };
    }
    case 'attempt.ended': {
      const succeeded = event.outcome.status === 'succeeded';
      const baselines = succeeded ? await baselinesOf(parts, hot, event.key) : {};
      return { ...event, at, baselines, chance: parts.chance() };
    }
    case 'timer.fired':
      return { ...event, at, chance: parts.chance() };
    default:
      return { ...event, at };
  }
}

async function baselinesOf(parts: Enrichment, hot: HotRun, key: string): Promise<Baselines> {
  const row = hot.step(key);
  if (row === undefined) return {};
  const found: Record<string, Baseline> = {};
  for (const { id, test } of hot.plan.step(row.stepId).gates) {
    if (test.type !== 'baseline') continue;
    found[id] = await baselineOf(parts, hot, { ref: test.baseline, stepId: row.stepId });
  }
  return found;
}

async function baselineOf(
  { store, repository }: Enrichment,
  hot: HotRun,
  { ref, stepId }: { ref: BaselineRef; stepId: string },
): Promise<Baseline> {
  const { header } = hot;
  if (ref.type === 'alias') {
    return store.baselines.behindAlias(ref.model, ref.alias, stepId, registryOf(header));
  }
  const sha = await repository.mergeBase(header);
  if (sha === null) return { type: 'none' };
  return store.baselines.atCommit(header.pipeline, sha, stepId, readableScopes(header));
}
