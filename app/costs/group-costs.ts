import { instantText } from '../domain/run/instant-text.ts';
import { sumCosts, type Cost } from './cost.ts';
import type { RunCost } from './run-cost.ts';

export const COST_GROUPS = ['pipeline', 'step', 'day', 'person'] as const;
export type CostGroup = (typeof COST_GROUPS)[number];

export type GroupedCost = {
  readonly name: string;
  readonly runs: number;
  readonly attempts: number;
  readonly cost: Cost;
};

/** Costs of runs by what they have in common: days in their order, all else the dearest first. */
export function groupCosts(runs: readonly RunCost[], by: CostGroup): readonly GroupedCost[] {
  const lines = runs.flatMap((run) => run.steps.map((step) => ({ run, step })));
  const groups = Map.groupBy(lines, ({ run, step }) => nameIn(by, run, step.step));
  const grouped = [...groups].map(([name, members]) => ({
    name,
    runs: new Set(members.map(({ run }) => run.run)).size,
    attempts: members.reduce((sum, { step }) => sum + step.attempts, 0),
    cost: sumCosts(members.map(({ step }) => step.cost)),
  }));
  return grouped.toSorted((a, b) =>
    by === 'day' ? compare(a.name, b.name) : b.cost.usd - a.cost.usd || compare(a.name, b.name),
  );
}

const DAY_CHARACTERS = 10;

function nameIn(by: CostGroup, { pipeline, person, at }: RunCost, step: string): string {
  switch (by) {
    case 'pipeline':
      return pipeline;
    case 'step':
      return `${pipeline} / ${step}`;
    case 'day':
      return instantText(at).slice(0, DAY_CHARACTERS);
    case 'person':
      return person ?? 'nobody';
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
