import type { Plan } from '../../domain/plan.ts';
import type { AttemptRow, RunHeader, StepRow, Timer } from '../../domain/run/run.ts';
import type { ColumnKit } from './column-kit.ts';
import { ofAttempt } from './of-attempt.ts';

/** What a run is: its header and its rows. */
export function runTables(kit: ColumnKit) {
  const { table, text, int, json } = kit;
  return {
    plans: table('plans', { digest: text().notNull(), body: json().$type<Plan>().notNull() }),
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
