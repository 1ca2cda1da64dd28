import { and, eq } from 'drizzle-orm';
import type { Write } from '../../write.ts';

/** One that is known stays as it is. */
export const addItems: Write<'queue.add'> = async (query, { queued }, changes) => {
  for (const { topic, item } of changes) {
    const { id, installation, repository = 0, at, body } = item;
    const fresh = { readyAt: at, owner: null, tries: 0, refusals: 0, error: null };
    const row = { topic, id, installation: installation ?? 0, repository, at, ...fresh, body };
    await query.insert(queued).values(row).onConflictDoNothing();
  }
};

/** Each only if its owner still holds it. Its content is forgotten, its id is not. */
export const finishItems: Write<'queue.finish'> = async (query, { queued }, changes) => {
  const done = { owner: null, readyAt: null, error: null, body: {} };
  for (const { item, owner } of changes) {
    const { topic, id } = item;
    const mine = and(eq(queued.topic, topic), eq(queued.id, id), eq(queued.owner, owner));
    await query.update(queued).set(done).where(mine);
  }
};
