import type { Outline } from '../../compile/commit/outline-file.ts';
import type { CronEntry } from './slots.ts';

/** When a pipeline file says that it starts; null: none, or it cannot be told what pipeline it is. */
export function declaredSchedule({ name, triggers }: Pick<Outline, 'name' | 'triggers'>): {
  readonly pipeline: string;
  readonly entries: readonly CronEntry[];
} | null {
  const schedule = triggers.schedule ?? [];
  if (name === null || schedule.length === 0) return null;
  const entries = schedule.map(({ cron, timezone = 'UTC', catchup = 'latest' }) => {
    return { cron, timezone, catchup };
  });
  return { pipeline: name, entries };
}
