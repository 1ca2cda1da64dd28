import type { ChangeOf } from '../../../runtime/ports/store.ts';
import type { Touch } from '../../../runtime/ports/hosted/publications.ts';
import type { Query } from '../../database/database.ts';
import type { Patch } from '../../../domain/run/patch.ts';
import type { Watched } from '../../../runtime/ports/hosted/watched.ts';
import { touch } from './publications.ts';
import { touchWatchers } from './watches.ts';
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
    await touchWatchers(query, tables, endedSteps(patch), at + SETTLE_MS);
  }
}

/** What others are held against: a step that is over on the default branch. */
function endedSteps({ header, steps }: Patch): readonly Watched[] {
  const { hosted, ref, pipeline } = header;
  if (hosted === undefined || ref !== `refs/heads/${hosted.repository.defaultBranch}`) return [];
  const { id: repository } = hosted.repository;
  return steps.flatMap(({ key, state }): Watched[] =>
    state === 'over' ? [{ type: 'step', repository, pipeline, key }] : [],
  );
}
