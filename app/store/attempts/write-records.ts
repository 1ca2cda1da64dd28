import { and, desc, eq, max } from 'drizzle-orm';
import { LOCAL_SCOPE } from '../../domain/scope.ts';
import type { AttemptRecord } from '../../runtime/ports/attempts.ts';
import type { Query } from '../database/database.ts';
import { excluded } from '../database/excluded.ts';
import { inChunks } from '../database/in-chunks.ts';
import type { Tables } from '../schema/tables.ts';
import type { Write } from '../write.ts';

/** Writes facts told by attempts, past all versions. */
export const writeRecords: Write<'attempt.record'> = async (query, tables, changes) => {
  for (const { record } of changes) await writeRecord(query, tables, record);
};

type RecordOf<T extends AttemptRecord['type']> = Extract<AttemptRecord, { type: T }>;

function writeRecord(query: Query, tables: Tables, record: AttemptRecord): Promise<void> {
  switch (record.type) {
    case 'samples':
      return saveSamples(query, tables, record);
    case 'checkpoint':
      return saveCheckpoint(query, tables, record);
    case 'material':
      return saveMaterial(query, tables, record);
    case 'log':
      return saveLog(query, tables, record);
  }
}

async function saveSamples(
  query: Query,
  { samples }: Tables,
  record: RecordOf<'samples'>,
): Promise<void> {
  const { run, key, attempt } = record;
  const ofAttempt = and(eq(samples.run, run), eq(samples.key, key), eq(samples.attempt, attempt));
  const last = (
    await query
      .select({ seq: max(samples.seq) })
      .from(samples)
      .where(ofAttempt)
  )[0];
  const first = (last?.seq ?? 0) + 1;
  const rows = record.samples.map((body, index) => ({
    run,
    key,
    attempt,
    seq: first + index,
    body,
  }));
  await inChunks(rows, (chunk) => query.insert(samples).values(chunk));
}

async function saveCheckpoint(
  query: Query,
  { checkpoints }: Tables,
  record: RecordOf<'checkpoint'>,
): Promise<void> {
  const { run, key, pipeline, cacheKey, scope = LOCAL_SCOPE, checkpoint: body } = record;
  const { digest, savedAt } = body;
  const { attempt } = record;
  const target = [checkpoints.run, checkpoints.key, checkpoints.attempt, checkpoints.digest];
  await query
    .insert(checkpoints)
    .values({ run, key, attempt, digest, pipeline, cacheKey, scope, savedAt, body })
    .onConflictDoUpdate({
      target,
      set: { savedAt: excluded('saved_at'), body: excluded('body') },
    });
  const ofRow = and(eq(checkpoints.run, run), eq(checkpoints.key, key));
  const rows = await query
    .select({ attempt: checkpoints.attempt, digest: checkpoints.digest })
    .from(checkpoints)
    .where(ofRow)
    .orderBy(desc(checkpoints.savedAt), desc(checkpoints.attempt));
  for (const old of rows.slice(record.keep)) {
    const one = and(eq(checkpoints.attempt, old.attempt), eq(checkpoints.digest, old.digest));
    await query.delete(checkpoints).where(and(ofRow, one));
  }
}

async function saveMaterial(
  query: Query,
  { materials }: Tables,
  record: RecordOf<'material'>,
): Promise<void> {
  const { run, key, attempt, material: body } = record;
  const target = [materials.run, materials.key, materials.attempt];
  const row = query.insert(materials).values({ run, key, attempt, body });
  await row.onConflictDoUpdate({ target, set: { body: excluded('body') } });
}

async function saveLog(query: Query, { logs }: Tables, record: RecordOf<'log'>): Promise<void> {
  const { run, key, attempt, log: body } = record;
  const target = [logs.run, logs.key, logs.attempt];
  const row = query.insert(logs).values({ run, key, attempt, body });
  await row.onConflictDoUpdate({ target, set: { body: excluded('body') } });
}
