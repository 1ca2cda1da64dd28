import { asc, eq, gt, isNull } from 'drizzle-orm';
import type { Digest } from '../../domain/digest.ts';
import type { Plan } from '../../domain/plan.ts';
import { storedProducts } from '../../domain/run/products-of.ts';
import type { Database } from '../database/database.ts';

/** Every manifest that something kept refers to. Reads run by run, so that memory holds one run and the digests. */
export async function wantedDigests(database: Database, now: number): Promise<Set<Digest>> {
  const { read, tables } = database;
  const { runs, checkpoints, materials, pins } = tables;
  const wanted = new Set<Digest>();
  const headers = await read.select({ id: runs.id }).from(runs).orderBy(asc(runs.createdAt));
  for (const { id } of headers) await addRun(database, id, wanted);
  await addPlans(database, wanted);
  for (const { digest } of await read.select({ digest: checkpoints.digest }).from(checkpoints)) {
    wanted.add(digest);
  }
  for (const { body } of await read.select({ body: materials.body }).from(materials)) {
    if (body.plots !== null) wanted.add(body.plots.digest);
  }
  await minusDeleted(database, wanted);
  // One that is under way may have made the same bytes again, and has not registered them yet.
  const open = await read.select({ id: runs.id }).from(runs).where(isNull(runs.endedAt));
  for (const { id } of open) await addRun(database, id, wanted);
  const pinned = read.select({ digest: pins.digest }).from(pins).where(gt(pins.expiresAt, now));
  for (const { digest } of await pinned) wanted.add(digest);
  return wanted;
}

/**
 * Adds the bytes of versions. Those of a deleted one go although its run, which stays, names them, unless another version
 * has the same.
 */
async function minusDeleted({ read, tables }: Database, wanted: Set<Digest>): Promise<void> {
  const { models, modelMarks: marks } = tables;
  const marked = await read
    .select({ scope: marks.scope, body: marks.body })
    .from(marks)
    .where(eq(marks.mark, 'deleted'));
  const deleted = new Set(
    marked.map(({ scope, body: { model, version } }) => nameOf(scope, model, version)),
  );
  const kept = new Set<Digest>();
  const versions = await read.select({ scope: models.scope, body: models.body }).from(models);
  for (const { scope, body } of versions) {
    if (deleted.has(nameOf(scope, body.model, body.version))) wanted.delete(body.artifact.digest);
    else kept.add(body.artifact.digest);
  }
  for (const digest of kept) wanted.add(digest);
}

function nameOf(scope: string, model: string, version: number): string {
  return JSON.stringify([scope, model, version]);
}

/** What runs copied of the machine, or fetched of a server, stands in their plans. */
async function addPlans({ read, tables }: Database, wanted: Set<Digest>): Promise<void> {
  const { plans } = tables;
  for (const { digest } of await read.select({ digest: plans.digest }).from(plans)) {
    const one = read.select({ body: plans.body }).from(plans).where(eq(plans.digest, digest));
    for (const { body } of await one) for (const copy of copiesOf(body)) wanted.add(copy);
  }
}

function copiesOf({ steps }: Plan): readonly Digest[] {
  const inputs = steps.flatMap((step) => Object.values(step.inputs));
  return inputs.flatMap((input) => {
    if ('uri' in input) {
      return input.mode === 'copy' && input.pinned !== null ? [input.pinned.digest] : [];
    }
    // Of the own registry the version keeps them.
    return 'model' in input && input.frozen?.of !== undefined ? [input.frozen.artifact.digest] : [];
  });
}

async function addRun(database: Database, run: string, wanted: Set<Digest>): Promise<void> {
  const { read, tables } = database;
  const { runs, steps } = tables;
  const header = (await read.select({ body: runs.body }).from(runs).where(eq(runs.id, run)))[0];
  if (header !== undefined && header.body.tree !== null) wanted.add(header.body.tree);
  for (const { body } of await read
    .select({ body: steps.body })
    .from(steps)
    .where(eq(steps.run, run))) {
    for (const { digest } of storedProducts(body)) wanted.add(digest);
  }
}
