import { Cron } from 'croner';
import type { Instant } from '../../domain/run/run.ts';

export type CronEntry = {
  readonly cron: string;
  /** IANA name. */
  readonly timezone: string;
  readonly catchup: 'none' | 'latest' | 'all';
};

/** The next time of an entry after `after`; null: there is none. An hour that a clock change skips moves, one that it repeats counts once. */
export function nextSlot({ cron, timezone }: CronEntry, after: Instant): Instant | null {
  const clock = new Cron(cron, { timezone, mode: '5-part', paused: true });
  return clock.nextRun(new Date(after))?.getTime() ?? null;
}

/** A time that is later than this was missed while nothing could run. */
const ON_TIME_MS = 300_000;
/** After a downtime so long that there were more, the oldest are let go. */
const MOST_SLOTS = 1000;

/** The times of an entry after `after` up to `now` that are to be started, oldest first. */
export function dueSlots(
  entry: CronEntry,
  { after, now }: { readonly after: Instant; readonly now: Instant },
): readonly Instant[] {
  const slots: Instant[] = [];
  for (let at = nextSlot(entry, after); at !== null && at <= now; at = nextSlot(entry, at)) {
    slots.push(at);
    if (slots.length > MOST_SLOTS) slots.shift();
  }
  switch (entry.catchup) {
    case 'all':
      return slots;
    case 'latest':
      return slots.slice(-1);
    case 'none':
      return slots.slice(-1).filter((slot) => now - slot <= ON_TIME_MS);
  }
}
