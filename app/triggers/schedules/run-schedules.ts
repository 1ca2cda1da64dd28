import type { Instant } from '../../domain/run/run.ts';
import type { Clock } from '../../runtime/ports/clock.ts';
import type { Warn } from '../../runtime/ports/host.ts';
import type { Store } from '../../runtime/ports/store.ts';
import { knownSchedule, saveSchedule, type KnownSchedule, type Schedule } from './schedule.ts';
import { dueSlots, type CronEntry } from './slots.ts';

/** A time that has come. */
export type Slot = {
  readonly schedule: Schedule;
  readonly entry: CronEntry;
  readonly at: Instant;
  /** Names the time, so that starting it twice is starting it once. */
  readonly once: string;
};

export type ScheduleDeps = {
  readonly store: Pick<Store, 'schedules' | 'commit'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly warn: Warn;
  /** Starts what a time asks for; throws if that has to be tried again. */
  readonly start: (slot: Slot) => Promise<void>;
};

const AT_ONCE = 50;

/**
 * Starts every time that has come, and what was missed while nothing ran as each clock's `catchup` says. Any number of
 * processes may call it: a time is started under one name, and then written off under the schedule's version.
 */
export async function runSchedules(parts: ScheduleDeps): Promise<void> {
  const { store, clock, warn } = parts;
  const now = clock.now();
  for (const row of await store.schedules.due(now, AT_ONCE)) {
    const known = knownSchedule(row);
    if (known === null) continue;
    try {
      await runOne(parts, known, now);
    } catch (error) {
      warn(`the schedule ${row.id} waits to be tried again: ${String(error)}`, {});
    }
  }
}

async function runOne(
  { store, start }: ScheduleDeps,
  { id, version, schedule }: KnownSchedule,
  now: Instant,
): Promise<void> {
  const { asked, ...rest } = schedule;
  const [first] = schedule.entries;
  if (asked !== undefined && first !== undefined) {
    await start({ schedule, entry: first, at: asked.at, once: asked.once });
  }
  for (const entry of schedule.paused ? [] : schedule.entries) {
    for (const at of dueSlots(entry, { after: schedule.doneUntil, now })) {
      await start({ schedule, entry, at, once: `time ${id} ${entry.cron} ${at}` });
    }
  }
  // A conflict: someone else was faster, or the schedule has changed; then what is left is started under the same names.
  await store.commit([saveSchedule({ ...rest, doneUntil: now }, version)]);
}

/** Has whoever runs the schedules start one soon, as if its time had come; `once` names the wish. */
export async function askForStart(
  { store, clock }: Pick<ScheduleDeps, 'store' | 'clock'>,
  { version, schedule }: KnownSchedule,
  once: string,
): Promise<'changed' | 'conflict'> {
  const asked = { at: clock.now(), once };
  const { type } = await store.commit([saveSchedule({ ...schedule, asked }, version)]);
  return type === 'committed' ? 'changed' : 'conflict';
}

/** Stops a schedule, or lets it go on from now: what passed meanwhile is not made up for. */
export async function pauseSchedule(
  { store, clock }: Pick<ScheduleDeps, 'store' | 'clock'>,
  { version, schedule }: KnownSchedule,
  paused: boolean,
): Promise<'changed' | 'conflict'> {
  const changed = { ...schedule, paused, doneUntil: clock.now() };
  const { type } = await store.commit([saveSchedule(changed, version)]);
  return type === 'committed' ? 'changed' : 'conflict';
}
