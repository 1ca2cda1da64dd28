import type { JobOrder, WorkflowDispatch } from '../../../runtime/ports/hosted/dispatches.ts';
import type { ColumnKit } from '../column-kit.ts';
import { ofAttempt } from './of-attempt.ts';

/** What was handed to GitHub Actions. */
export function dispatchTables(kit: ColumnKit) {
  const { table, text, int, json } = kit;
  return {
    /** `readyAt`: when it is to be looked at, or until when somebody does; null: never again. */
    dispatchBatches: table('dispatch_batches', {
      id: text().notNull(),
      run: text().notNull(),
      repository: int().notNull(),
      workflowRun: int(),
      readyAt: int(),
      body: json().$type<Pick<WorkflowDispatch, 'order' | 'state' | 'givenUp'>>().notNull(),
    }),
    dispatched: table('dispatched', {
      ...ofAttempt(kit),
      group: text().notNull(),
      orderedAt: int().notNull(),
      batch: text(),
      checkRun: int(),
      /**
       * `held` until its machine is there, then `released`. `after-job`: its job comes first, and its machine is wanted
       * (`released`) once GitHub lets that begin. Null: it needs none (any more).
       */
      machine: text().$type<'held' | 'released' | 'after-job'>(),
      body: json().$type<JobOrder>().notNull(),
    }),
  };
}
