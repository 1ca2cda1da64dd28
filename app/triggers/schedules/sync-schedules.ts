import { canonicalJson } from '../../domain/digest.ts';
import type { RepositoryRef } from '../../domain/hosted.ts';
import type { Instant } from '../../domain/run/run.ts';
import type { Outline } from '../../compile/commit/outline-file.ts';
import type { ScheduleChange, Schedules } from '../../runtime/ports/hosted/schedules.ts';
import { declaredSchedule } from './declared-schedule.ts';
import { knownSchedule, saveSchedule, scheduleId, type KnownSchedule } from './schedule.ts';
import type { CronEntry } from './slots.ts';

/**
 * The changes that let the schedules of a repository be those that the default branch now names. New ones count from now;
 * one that stays paused stays paused; those whose pipeline has none any more go.
 */
export async function syncSchedules(
  known: Pick<Schedules, 'list'>,
  repository: RepositoryRef,
  files: readonly Pick<Outline, 'name' | 'triggers'>[],
  now: Instant,
): Promise<readonly ScheduleChange[]> {
  const rows = await known.list(repository.id);
  const before = new Map(rows.map((row) => [row.id, { row, schedule: knownSchedule(row) }]));
  const declared = files.flatMap((file) => declaredSchedule(file) ?? []);
  const wanted = new Map(declared.map(({ pipeline, entries }) => [pipeline, entries]));
  const gone = rows.filter(
    ({ id }) => ![...wanted.keys()].some((name) => scheduleId(repository, name) === id),
  );
  const saved = [...wanted].flatMap(([pipeline, entries]) => {
    const kept = before.get(scheduleId(repository, pipeline));
    const expected = kept?.row.version ?? null;
    if (kept?.schedule && isSame(kept.schedule, repository, entries)) return [];
    const paused = kept?.schedule?.schedule.paused ?? false;
    return [saveSchedule({ repository, pipeline, entries, paused, doneUntil: now }, expected)];
  });
  return [
    ...saved,
    ...gone.map(({ id, version }) => ({ type: 'schedule.drop', id, expected: version }) as const),
  ];
}

function isSame(
  { schedule }: KnownSchedule,
  repository: RepositoryRef,
  entries: readonly CronEntry[],
): boolean {
  const now = canonicalJson([repository, [...entries]]);
  return canonicalJson([schedule.repository, [...schedule.entries]]) === now;
}
