import type { PriceList } from '../../../../runner-provisioner/types/price-list.ts';
import type { RunCost } from '../../../costs/run-cost.ts';
import type { StepEstimate } from '../../../costs/step-estimate.ts';
import type { ColumnKit } from '../column-kit.ts';

/** What is paid, and for what price. */
export function costTables({ table, text, int, json }: ColumnKit) {
  return {
    /** `at`: when the run was made; `due`: 1 while it is over and its costs are not written down. */
    costs: table('costs', {
      run: text().notNull(),
      repository: int().notNull(),
      at: int().notNull(),
      due: int().notNull(),
      body: json().$type<RunCost>(),
    }),
    estimates: table('estimates', {
      run: text().notNull(),
      body: json().$type<readonly StepEstimate[]>().notNull(),
    }),
    priceLists: table('price_lists', {
      region: text().notNull(),
      body: json().$type<PriceList>().notNull(),
    }),
  };
}
