import type { Baselines, CacheHit, RunEvent, StepProducts } from '../../domain/run/event.ts';
import type { Instant } from '../../domain/run/run.ts';
import { baselinesOf, type BaselineDeps, type Measuring } from '../gates/baselines-of.ts';
import type { HotRun } from '../../engine/state/hot-run.ts';
import type { Chance } from '../ports/ids.ts';
import type { NewEvent } from '../runtime.ts';

export type Enrichment = BaselineDeps & { readonly chance: Chance };

/** Adds to an event what the kernel cannot know: the time, a chance and, where gates will be judged, their baselines. */
export async function enrichEvent(
  parts: Enrichment,
  hot: HotRun,
  { event, at }: { readonly event: NewEvent; readonly at: Instant },
): Promise<RunEvent> {
  switch (event.type) {
    case 'cache.answered': {
      const baselines =
        event.hit === null ? {} : await baselinesOf(parts, hot, found(event.key, event.hit));
      return { ...event, at, baselines };
    }
    case 'baselines.answered':
      return { ...event, at, baselines: await waitedFor(parts, hot, event.key) };
    case 'attempt.ended': {
      const succeeded = event.outcome.status === 'succeeded';
      const baselines = succeeded
        ? await baselinesOf(parts, hot, measuring(event.key, event.outcome.products))
        : {};
      return { ...event, at, baselines, chance: parts.chance() };
    }
    case 'timer.fired':
    case 'attempt.waits':
      return { ...event, at, chance: parts.chance() };
    default:
      return { ...event, at };
  }
}

/** What the gates of a row are held against that has its products already. */
export function waitedFor(parts: BaselineDeps, hot: HotRun, key: string): Promise<Baselines> {
  const row = hot.step(key);
  return baselinesOf(parts, hot, {
    ...measuring(key, row ?? { metrics: {} }),
    takenFrom: row?.takenFrom ?? null,
  });
}

type Measured = Pick<StepProducts, 'metrics' | 'examples' | 'slices'>;

function measuring(key: string, { metrics, examples, slices }: Measured): Measuring {
  return {
    key,
    takenFrom: null,
    metrics,
    ...(examples !== undefined && { examples }),
    ...(slices !== undefined && { slices }),
  };
}

/** The work of another row, which this one has not been told of yet. */
function found(key: string, hit: CacheHit): Measuring {
  return { ...measuring(key, hit), takenFrom: { run: hit.run, key: hit.key } };
}
