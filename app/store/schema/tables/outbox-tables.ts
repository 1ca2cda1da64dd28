import type { Effect, EffectKind } from '../../../domain/run/effect.ts';
import type { ColumnKit } from '../column-kit.ts';

/** What was decided and is still to be done. */
export function outboxTables({ table, text, int, json }: ColumnKit) {
  return {
    /** `readyAt`: when it may be leased: when it falls due, or, while somebody holds it, when that lease runs out. */
    effects: table('effects', {
      id: text().notNull(),
      run: text().notNull(),
      /** 0: of this machine. */
      installation: int().notNull(),
      repository: int().notNull(),
      kind: text().$type<EffectKind>().notNull(),
      dueAt: int().notNull(),
      readyAt: int().notNull(),
      owner: text(),
      tries: int().notNull(),
      error: text(),
      body: json().$type<Effect>().notNull(),
    }),
  };
}
