import type { Json } from '../../domain/json.ts';
import type { Audit, Pusher, Topic } from '../../runtime/ports/intake-port.ts';
import type { ColumnKit } from './column-kit.ts';

/** What the outside told, and what it is to be told, beside runs. */
export function intakeTables({ table, text, int, json }: ColumnKit) {
  return {
    /** `readyAt`: when it may be claimed; null: it is worked off. */
    queued: table('queued', {
      topic: text().$type<Topic>().notNull(),
      id: text().notNull(),
      installation: int(),
      at: int().notNull(),
      readyAt: int(),
      owner: text(),
      tries: int().notNull(),
      error: text(),
      body: json().$type<Json>().notNull(),
    }),
    starts: table('starts', { key: text().notNull(), run: text().notNull() }),
    heads: table('heads', {
      repository: int().notNull(),
      sha: text().notNull(),
      at: int().notNull(),
      body: json().$type<Pusher>().notNull(),
    }),
    audits: table('audits', {
      id: text().notNull(),
      repository: int().notNull(),
      at: int().notNull(),
      body: json().$type<Audit>().notNull(),
    }),
    schedules: table('schedules', {
      id: text().notNull(),
      repository: int().notNull(),
      nextAt: int(),
      version: int().notNull(),
      body: json().$type<Json>().notNull(),
    }),
  };
}
