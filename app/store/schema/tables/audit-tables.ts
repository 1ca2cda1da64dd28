import type { Audit } from '../../../domain/audit.ts';
import type { ColumnKit } from '../column-kit.ts';

/** What those from before everything was kept have. */
type Kept = Pick<Audit, 'id' | 'at' | 'repository' | 'actor' | 'permission'> &
  Pick<Audit, 'asked' | 'decision' | 'reason' | 'sha'> &
  Partial<Audit>;

/** Who decided what. */
export function auditTables({ table, text, int, json }: ColumnKit) {
  return {
    audits: table('audits', {
      id: text().notNull(),
      repository: int().notNull(),
      at: int().notNull(),
      body: json().$type<Kept>().notNull(),
      /** Counts those of the repository from 1. */
      number: int().notNull(),
      run: text(),
    }),
    auditNumbers: table('audit_numbers', { repository: int().notNull(), last: int().notNull() }),
    auditModels: table('audit_models', {
      repository: int().notNull(),
      model: text().notNull(),
      /** Counts those of the model from 1. */
      number: int().notNull(),
      /** `number` of the audit. */
      audit: int().notNull(),
    }),
    /** How often people were refused since a time, and how often in all that was not kept. */
    refusals: table('refusals', {
      repository: int().notNull(),
      person: int().notNull(),
      since: int().notNull(),
      kept: int().notNull(),
      leftOut: int().notNull(),
    }),
  };
}
