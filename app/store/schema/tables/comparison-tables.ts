import type { ComparedExamples } from '../../../../evaluation/comparison.ts';
import type { ColumnKit } from '../column-kit.ts';

/** What examples said. */
export function comparisonTables({ table, text, int, json }: ColumnKit) {
  return {
    comparisons: table('comparisons', {
      id: text().notNull(),
      run: text().notNull(),
      at: int().notNull(),
      body: json().$type<ComparedExamples>().notNull(),
    }),
  };
}
