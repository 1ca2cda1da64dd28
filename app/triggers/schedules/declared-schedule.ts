import { readTriggers } from '../../compile/triggers/read-triggers.ts';
import type { CronEntry } from './slots.ts';

/** When a pipeline file says that it starts; null: none, or it cannot be told what pipeline it is. */
export function declaredSchedule(
  text: string,
): { readonly pipeline: string; readonly entries: readonly CronEntry[] } | null {
  const read = readTriggers(text);
  const schedule = read?.triggers.schedule ?? [];
  if (read === null || schedule.length === 0) return null;
  const entries = schedule.map(({ cron, timezone = 'UTC', catchup = 'latest' }) => {
    return { cron, timezone, catchup };
  });
  return { pipeline: read.name, entries };
}
