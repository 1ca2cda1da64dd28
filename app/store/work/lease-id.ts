import type { AttemptId } from '../../runtime/ports/attempts.ts';

/** One text for an attempt, so that leases are found and deleted by a list of keys. */
export function leaseId({ run, key, attempt }: AttemptId): string {
  return `${run}/${attempt}/${key}`;
}
