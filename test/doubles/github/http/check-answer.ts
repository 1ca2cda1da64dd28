import { restBook } from '../schemas/rest-book.ts';
import type { FoundOperation } from './find-operation.ts';
import type { Answer } from './handlers.ts';

/** Throws when an answer of the stand-in is not what GitHub describes: then the stand-in lies. */
export function checkAnswer({ id, schema }: FoundOperation, { status, body }: Answer): void {
  if (!(String(status) in schema.responses))
    throw new BadAnswer(`${id} never answers ${status} by GitHub's description.`);
  const expected = schema.responses[String(status)];
  if (expected === null || expected === undefined) return;
  const faults = restBook.faults(`${id} ${status}`, expected, body);
  if (faults.length > 0) throw new BadAnswer(`${id} ${status}: ${faults.slice(0, 8).join('; ')}`);
}

export class BadAnswer extends Error {}
