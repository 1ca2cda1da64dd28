import type { ColumnKit } from '../column-kit.ts';

/** Who is signed in to the pages. */
export function sessionTables({ table, text, int }: ColumnKit) {
  return {
    webSessions: table('web_sessions', {
      id: text().notNull(),
      person: int().notNull(),
      login: text().notNull(),
      createdAt: int().notNull(),
      seenAt: int().notNull(),
      expiresAt: int().notNull(),
    }),
  };
}
