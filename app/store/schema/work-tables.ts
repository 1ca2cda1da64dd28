import type { Effect, EffectKind } from '../../domain/run/effect.ts';
import type { Json } from '../../domain/json.ts';
import type { ColumnKit } from './column-kit.ts';
import { ofAttempt } from './of-attempt.ts';

/** What is to be done, and by whom. */
export function workTables(kit: ColumnKit) {
  const { table, text, int, json } = kit;
  return {
    migrations: table('migrations', { number: int().notNull(), name: text().notNull() }),
    counters: table('counters', { name: text().notNull(), value: int().notNull() }),
    /** `readyAt`: when it may be claimed: when it falls due, or, while somebody holds it, when that claim runs out. */
    effects: table('effects', {
      id: text().notNull(),
      run: text().notNull(),
      kind: text().$type<EffectKind>().notNull(),
      dueAt: int().notNull(),
      readyAt: int().notNull(),
      owner: text(),
      tries: int().notNull(),
      error: text(),
      body: json().$type<Effect>().notNull(),
    }),
    leases: table('leases', {
      id: text().notNull(),
      ...ofAttempt(kit),
      owner: text().notNull(),
      expiresAt: int().notNull(),
    }),
    drives: table('drives', {
      run: text().notNull(),
      owner: text().notNull(),
      expiresAt: int().notNull(),
    }),
    groups: table('concurrency_groups', {
      name: text().notNull(),
      version: int().notNull(),
      body: json().$type<Json>().notNull(),
    }),
  };
}
