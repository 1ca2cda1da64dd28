import { excluded } from '../database/excluded.ts';
import { inChunks } from '../database/in-chunks.ts';
import { withRows } from '../database/kept-statements.ts';
import type { Write } from '../write.ts';
import { leaseId } from './lease-id.ts';

/** Who works on attempts, and until when. */
export const holdLeases: Write<'lease.hold'> = async (query, { leases }, changes) => {
  const rows = changes.map(({ lease: { run, key, attempt, owner, until } }) => {
    return { id: leaseId({ run, key, attempt }), run, key, attempt, owner, expiresAt: until };
  });
  const set = { owner: excluded('owner'), expiresAt: excluded('expires_at') };
  await inChunks(lastOf(rows), (chunk) =>
    withRows(query, 'hold leases', chunk, (values) =>
      query.insert(leases).values(values).onConflictDoUpdate({ target: leases.id, set }),
    ),
  );
};

/** An upsert must not name a row twice: the last one holds. */
function lastOf<T extends { readonly id: string }>(rows: readonly T[]): T[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}
