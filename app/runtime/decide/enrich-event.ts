import type { RunEvent } from '../../domain/run/event.ts';
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
      const baselines = event.hit === null ? {} : await baselinesOf(parts, hot, event.key);
      return { ...event, at, baselines };
    }
    case 'baselines.answered':
      return { ...event, at, baselines: await baselinesOf(parts, hot, event.key) };
    case 'attempt.ended': {
      const succeeded = event.outcome.status === 'succeeded';
      const baselines = succeeded ? await baselinesOf(parts, hot, event.key) : {};
      return { ...event, at, baselines, chance: parts.chance() };
    }
    case 'timer.fired':
    case 'attempt.waits':
      return { ...event, at, chance: parts.chance() };
    default:
      return { ...event, at };
  }
}
