import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunEvent } from '../../app/domain/run/event.ts';
import type { Patch } from '../../app/domain/run/patch.ts';
import type { Plan } from '../../app/domain/plan.ts';
import type { RunRows } from '../../app/engine/state/hot-run.ts';
import { indexPlan } from '../../app/engine/state/plan-index.ts';
import { replay } from '../../app/engine/replay.ts';

/** What a store held of a run when it was over: runs outlive deploys, so what was decided must be decided again. */
type History = {
  readonly plan: Plan;
  readonly first: Patch;
  readonly events: readonly RunEvent[];
  readonly rows: RunRows;
};

const histories = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.json'));

test('there is a history to replay', () => {
  expect(histories.length).toBeGreaterThan(0);
});

test.each(histories)('%s replays to the rows that were recorded', (name) => {
  const text = readFileSync(join(import.meta.dirname, name), 'utf8');
  const { plan, first, events, rows } = JSON.parse(text) as History;
  expect(replay(indexPlan(plan), first, events).rows()).toEqual(rows);
});
