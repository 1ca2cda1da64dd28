import { and, eq } from 'drizzle-orm';
import type { AttemptId } from '../../../runtime/ports/attempts.ts';
import type { Tables } from '../../schema/tables.ts';

/** The order of this attempt. */
export function isDispatched({ dispatched }: Tables, { run, key, attempt }: AttemptId) {
  const { run: ofRun, key: ofKey, attempt: number } = dispatched;
  return and(eq(ofRun, run), eq(ofKey, key), eq(number, attempt));
}
