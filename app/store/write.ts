import type { Change, ChangeOf } from '../runtime/ports/store.ts';
import type { Query } from './database/database.ts';
import type { Tables } from './schema/tables.ts';

/** Writes all changes of one kind that a commit has; there is at least one. Throws `Conflict` where a guard does not hold. */
export type Write<T extends Change['type']> = (
  query: Query,
  tables: Tables,
  changes: readonly ChangeOf<T>[],
) => Promise<void>;

/** In one order for everyone, so that two commits cannot wait for each other. */
export function inOneOrder<C>(changes: readonly C[], nameOf: (change: C) => string): readonly C[] {
  return changes.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}
