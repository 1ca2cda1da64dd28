import type { Baselines, RunEvent, StepProducts } from '../../domain/run/event.ts';
import type { Instant } from '../../domain/run/run.ts';
import { baselinesOf, type BaselineDeps } from '../baselines/baselines-of.ts';
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
        event.hit === null ? {} : await baselinesOf(parts, hot, measuring(event.key, event.hit));
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
  return baselinesOf(parts, hot, measuring(key, hot.step(key) ?? { metrics: {} }));
}

type Measured = Pick<StepProducts, 'metrics' | 'examples' | 'slices'>;

function measuring(
  key: string,
  { metrics, examples, slices }: Measured,
): Measured & { readonly key: string } {
  return {
    key,
    metrics,
    ...(examples !== undefined && { examples }),
    ...(slices !== undefined && { slices }),
  };
}
