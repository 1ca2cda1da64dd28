import type { ChangeOf } from '../../../runtime/ports/store.ts';
import type { Touch } from '../../../runtime/ports/hosted/publications.ts';
import type { Query } from '../../database/database.ts';
import { touch } from './publications.ts';
import type { Tables } from '../../schema/tables.ts';

/** What changes at once is published at once. */
const SETTLE_MS = 1000;

/**
 * A run on GitHub that changed has something to publish: written with the change, so that it is never forgotten. One that
 * is new takes an older success of its commit back, so its checks are due now.
 */
export async function touchPublications(
  query: Query,
  tables: Tables,
  changes: readonly ChangeOf<'run.change'>[],
): Promise<void> {
  for (const { run, expected, patch, events } of changes) {
    const { hosted, sha, createdAt } = patch.header;
    if (hosted === undefined || sha === null) continue;
    const at = events.at(-1)?.event.at ?? createdAt;
    const { repository } = hosted;
    const target: Touch['target'] = { type: 'run', run, sha, repository };
    if (expected === null) {
      const aggregate: Touch['target'] = { type: 'aggregate', sha, repository };
      await touch(query, tables, [{ target: aggregate }, { target }], at);
    } else await touch(query, tables, [{ target }], at + SETTLE_MS);
  }
}
