import type { RepositoryRef } from '../../domain/hosted.ts';
import { isList, isMap, type Json } from '../../domain/json.ts';
import type { Instant } from '../../domain/run/run.ts';
import type { ScheduleChange } from '../../runtime/ports/hosted/schedules.ts';
import type { Versioned } from '../../runtime/ports/hosted/schedules.ts';
import { nextSlot, type CronEntry } from './slots.ts';

/** When one pipeline of the default branch starts. */
export type Schedule = {
  readonly repository: RepositoryRef;
  readonly pipeline: string;
  readonly entries: readonly CronEntry[];
  readonly paused: boolean;
  /** Times up to here were started or let go. */
  readonly doneUntil: Instant;
  /** A person wants it started as if its time had come, paused or not; left out: nobody does. */
  readonly asked?: { readonly at: Instant; readonly once: string };
};
export type KnownSchedule = {
  readonly id: string;
  readonly version: number;
  readonly schedule: Schedule;
};

export function scheduleId(repository: Pick<RepositoryRef, 'id'>, pipeline: string): string {
  return `${repository.id}/${pipeline}`;
}

/** When it starts next; null: never, or while it is paused. */
export function nextTimeOf({ entries, paused, doneUntil }: Schedule): Instant | null {
  if (paused) return null;
  const times = entries.flatMap((entry) => nextSlot(entry, doneUntil) ?? []);
  return times.length === 0 ? null : Math.min(...times);
}

/** The change that keeps it, over the version that was decided on; null: it is new. */
export function saveSchedule(schedule: Schedule, expected: number | null): ScheduleChange {
  const { repository, pipeline } = schedule;
  const id = scheduleId(repository, pipeline);
  const nextAt = schedule.asked?.at ?? nextTimeOf(schedule);
  return {
    type: 'schedule.save',
    id,
    repository: repository.id,
    expected,
    nextAt,
    state: schedule,
  };
}

/** A schedule as it was kept; null: another version of this program kept it so that this one cannot read it. */
export function knownSchedule({ id, version, state }: Versioned): KnownSchedule | null {
  return isSchedule(state) ? { id, version, schedule: state } : null;
}

function isSchedule(state: Json): state is Schedule {
  return (
    isMap(state) &&
    isMap(state['repository']) &&
    typeof state['pipeline'] === 'string' &&
    isList(state['entries']) &&
    typeof state['paused'] === 'boolean' &&
    typeof state['doneUntil'] === 'number'
  );
}
