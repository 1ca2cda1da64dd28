import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { Write } from '../../write.ts';

/** What GitHub refused is due, and as often as at first; why it was refused stays known until it is shown. */
export const offerAgain: Write<'publication.again'> = async (query, tables, changes) => {
  const { publications: rows } = tables;
  for (const { repository, installation, at } of changes) {
    const where = and(
      isNotNull(rows.refusedRepository),
      repository === null ? undefined : eq(rows.refusedRepository, repository),
      installation === null ? undefined : eq(rows.refusedInstallation, installation),
    );
    const nowhere = { refusedRepository: null, refusedInstallation: null };
    const set = { ...nowhere, readyAt: at, touched: sql`${rows.touched} + 1`, touchedAt: at };
    await query.update(rows).set(set).where(where);
  }
};
