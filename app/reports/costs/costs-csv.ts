import { PART_KINDS, unknownParts } from '../../costs/cost.ts';
import { csvCell } from '../../../text/csv-cell.ts';
import type { CostGroup, GroupedCost } from '../../costs/group-costs.ts';

/** Costs as CSV (RFC 4180), every part in a column of its own; empty: nothing of the kind was paid for. */
export function costsCsv(groups: readonly GroupedCost[], by: CostGroup): string {
  const kinds = PART_KINDS.map((kind) => `${kind}_usd`);
  const head = [by, 'runs', 'attempts', 'usd', 'unknown', 'paid_seconds', 'idle_seconds', ...kinds];
  return [head, ...groups.map(row)].map((cells) => `${cells.join(',')}\n`).join('');
}

function row({ name, runs, attempts, cost }: GroupedCost): readonly string[] {
  const parts = PART_KINDS.map((kind) => cost.parts[kind]);
  return [
    csvCell(name),
    String(runs),
    String(attempts),
    amount(cost.usd),
    csvCell(unknownParts(cost).join(' ')),
    String(Math.round(cost.paidMs / 1000)),
    String(Math.round(cost.idleMs / 1000)),
    ...parts.map((part) => (part === undefined ? '' : amount(part.usd))),
  ];
}

function amount(usd: number): string {
  return String(Number(usd.toFixed(6)));
}
