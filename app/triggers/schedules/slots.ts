import { Cron } from 'croner';
import { isTimezone } from '../../compile/triggers/is-timezone.ts';
import { readCron } from '../../compile/triggers/read-cron.ts';
import type { Instant } from '../../domain/run/run.ts';

export type CronEntry = {
  readonly cron: string;
  /** IANA name. */
  readonly timezone: string;
  readonly catchup: 'none' | 'latest' | 'all';
};

/**
 * The next time of an entry after `after`; null: there is none, as of an entry that no pipeline may have. An hour that a
 * clock change skips moves, one that it repeats counts once.
 */
export function nextSlot(entry: CronEntry, after: Instant): Instant | null {
  return slotAfter(clockOf(entry), after);
}

/** Null: entries are read from files before these are checked, and the check tells what is wrong. */
function clockOf({ cron, timezone }: CronEntry): Cron | null {
  const read = readCron(cron);
  if (read.type === 'wrong' || !isTimezone(timezone)) return null;
  return new Cron(read.pattern, { timezone, mode: '5-part', paused: true });
}

function slotAfter(clock: Cron | null, after: Instant): Instant | null {
  return clock?.nextRun(new Date(after))?.getTime() ?? null;
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
  const clock = clockOf(entry);
  const slots: Instant[] = [];
  for (let at = slotAfter(clock, after); at !== null && at <= now; at = slotAfter(clock, at)) {
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
