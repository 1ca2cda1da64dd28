import type { AttemptId } from '../runtime/ports/attempts.ts';

/** For maps; steps may be called anything. */
export function attemptName({ run, key, attempt }: AttemptId): string {
  return JSON.stringify([run, key, attempt]);
}
