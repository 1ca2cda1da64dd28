import type { Json } from '../../../domain/json.ts';
import type { Topic } from '../../../runtime/ports/hosted/queues.ts';
import type { ColumnKit } from '../column-kit.ts';

/** What came in and is to be worked off, and what is to go out. */
export function queueTables({ table, text, int, json }: ColumnKit) {
  return {
    /** `readyAt`: when it may be leased; null: it is worked off. */
    queued: table('queued', {
      topic: text().$type<Topic>().notNull(),
      id: text().notNull(),
      /** 0: the app itself. */
      installation: int(),
      /** 0: of none. */
      repository: int().notNull(),
      at: int().notNull(),
      readyAt: int(),
      owner: text(),
      tries: int().notNull(),
      refusals: int().notNull(),
      error: text(),
      body: json().$type<Json>().notNull(),
    }),
  };
}
