import { refusalOf } from '../client/what-failed.ts';

/** Whether the app has not the right, or a rule forbids it, or it is gone; what GitHub finds wrong in a request is a fault. */
export function isForbidden(error: unknown): boolean {
  const refusal = refusalOf(error);
  return refusal !== null && refusal.reason !== 'invalid';
}
