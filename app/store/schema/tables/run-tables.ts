import type { Plan } from '../../../domain/plan.ts';
import type { RunEvent } from '../../../domain/run/event.ts';
import type { Approval } from '../../../domain/run/approval.ts';
import type { AttemptRow, RunHeader, StepRow, Timer } from '../../../domain/run/run.ts';
import type { ColumnKit } from '../column-kit.ts';
import { ofAttempt } from './of-attempt.ts';

/** What a run is, and how it came to be that. */
export function runTables(kit: ColumnKit) {
  const { table, text, int, json } = kit;
  return {
    /** The last run number of each repository. */
    counters: table('counters', { name: text().notNull(), value: int().notNull() }),
    plans: table('plans', { digest: text().notNull(), body: json().$type<Plan>().notNull() }),
    ...rowTables(kit),
    ...historyTables(kit),
  };
}

function rowTables(kit: ColumnKit) {
  const { table, text, int, json } = kit;
  return {
    runs: table('runs', {
      id: text().notNull(),
      number: int().notNull(),
      attempt: int().notNull(),
      /** 0: of no repository on GitHub. */
      repository: int().notNull(),
      scope: text().notNull(),
      pipeline: text().notNull(),
      status: text().notNull(),
      sha: text(),
      plan: text().notNull(),
      version: int().notNull(),
      createdAt: int().notNull(),
      endedAt: int(),
      body: json().$type<RunHeader>().notNull(),
    }),
    steps: table('steps', {
      run: text().notNull(),
      key: text().notNull(),
      position: int().notNull(),
      state: text().notNull(),
      result: text(),
      body: json().$type<StepRow>().notNull(),
    }),
    attempts: table('attempts', {
      ...ofAttempt(kit),
      status: text().notNull(),
      body: json().$type<AttemptRow>().notNull(),
    }),
    timers: table('timers', {
      run: text().notNull(),
      id: text().notNull(),
      dueAt: int().notNull(),
      body: json().$type<Timer>().notNull(),
    }),
  };
}

function historyTables({ table, text, int, json }: ColumnKit) {
  return {
    events: table('events', {
      run: text().notNull(),
      version: int().notNull(),
      type: text().notNull(),
      body: json().$type<RunEvent>().notNull(),
    }),
    approvals: table('approvals', {
      run: text().notNull(),
      version: int().notNull(),
      key: text().notNull(),
      at: int().notNull(),
      body: json().$type<Approval>().notNull(),
    }),
  };
}
