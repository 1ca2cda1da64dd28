import type { JsonMap } from '../../../domain/json.ts';
import type {
  PublicationState,
  PublicationTarget,
} from '../../../runtime/ports/hosted/publications.ts';
import type { ColumnKit } from '../column-kit.ts';

/** What GitHub shows of us. */
export function publicationTables({ table, text, int, json }: ColumnKit) {
  return {
    /** `readyAt`: when there is something to publish; null: nothing is. `heldUntil`: 0 for nobody. */
    publications: table('publications', {
      id: text().notNull(),
      installation: int().notNull(),
      repository: int().notNull(),
      readyAt: int(),
      heldUntil: int().notNull(),
      touched: int().notNull(),
      touchedAt: int().notNull(),
      target: json().$type<PublicationTarget>().notNull(),
      notes: json().$type<JsonMap>().notNull(),
      state: json().$type<Omit<PublicationState, 'refused'>>().notNull(),
      refused: json().$type<NonNullable<PublicationState['refused']>>(),
      /** Of what is refused; null: nothing is, or it is offered again from the start. */
      refusedRepository: int(),
      refusedInstallation: int(),
    }),
    /** What publications show of others (`watchedId`): when that moves they are due again. */
    watches: table('watches', {
      subject: text().notNull(),
      publication: text().notNull(),
      at: int().notNull(),
    }),
  };
}
