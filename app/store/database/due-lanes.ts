import { sql, type SQL } from 'drizzle-orm';
import type { Query } from './database.ts';

/** Whose turn it may be: a repository of an installation. 0: of none. */
export type Lane = { readonly installation: number; readonly repository: number };

/** A table with `installation`, `repository` and `ready_at`, which stands as `t` in the conditions on it. */
export type Waiting = {
  readonly table: 'queued' | 'effects' | 'publications';
  /** What an index on (…, installation, repository, ready_at) answers. */
  readonly of: SQL;
  readonly isDue: SQL;
};

/** More than work at once anywhere. */
const MOST_LANES = 1000;
/** No installation has so low a number. */
const FROM_THE_FIRST = -1;

export type DueLanes = {
  readonly lanes: readonly Lane[];
  /** After which installation the next look begins, so that those beyond have their turn; null: this one saw the last. */
  readonly next: number | null;
};

/** Who has something due among the installations after one, as a look before this one said; at first among all. */
export async function dueLanes(
  query: Query,
  waiting: Waiting,
  after: number | null,
): Promise<DueLanes> {
  const lanes = await lanesAfter(query, waiting, after ?? FROM_THE_FIRST);
  if (lanes.length === 0 && after !== null) return dueLanes(query, waiting, null);
  const homes = new Set(lanes.map(({ installation }) => installation));
  const next = homes.size < MOST_LANES ? null : Math.max(...homes);
  return { lanes, next };
}

/**
 * Theirs, the first repository of each installation before the second of any. Steps from one to the next in
 * the index: what it costs grows with how many there are, not with how much of theirs waits.
 * https://wiki.postgresql.org/wiki/Loose_indexscan
 */
async function lanesAfter(
  query: Query,
  { table, of, isDue }: Waiting,
  after: number,
): Promise<Lane[]> {
  const rows = sql.raw(`${table} t`);
  const next = (column: string, after: SQL) =>
    sql`(select ${sql.raw(column)} from ${rows} where ${of} and ${after}
         order by ${sql.raw(column)} limit 1)`;
  const inHome = (name: string) => sql.raw(`t.installation = ${name}.installation`);
  const lanes = sql`(with recursive
    homes(installation) as (
      select ${next('t.installation', sql`t.installation > ${after}`)}
      union all
      select ${next('t.installation', sql`t.installation > homes.installation`)}
      from homes where homes.installation is not null),
    lanes(installation, repository) as (
      select homes.installation, ${next('t.repository', inHome('homes'))}
      from homes where homes.installation is not null
      union all
      select lanes.installation,
        ${next('t.repository', sql`${inHome('lanes')} and t.repository > lanes.repository`)}
      from lanes where lanes.repository is not null)
    select installation, repository from lanes
    where repository is not null and exists (
      select 1 from ${rows} where ${of} and ${inHome('lanes')}
        and t.repository = lanes.repository and ${isDue})
    limit ${MOST_LANES}) as due`;
  return query
    .select({
      installation: sql`due.installation`.mapWith(Number),
      repository: sql`due.repository`.mapWith(Number),
    })
    .from(lanes);
}
