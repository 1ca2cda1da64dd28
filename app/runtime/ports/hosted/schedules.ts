import type { Json } from '../../../domain/json.ts';
import type { Instant } from '../../../domain/run/run.ts';

/** Which clocks start pipelines. */
export interface Schedules {
  find(id: string): Promise<Versioned | null>;
  /** Those of a repository, by name; null: of all. */
  list(repository: number | null): Promise<readonly Versioned[]>;
  /** Those whose next time has come, the longest waiting first. */
  due(now: Instant, limit: number): Promise<readonly Versioned[]>;
  nextDueAt(): Promise<Instant | null>;
}

/** Conflicts if it is not at the expected version. */
export type ScheduleChange =
  | {
      readonly type: 'schedule.save';
      readonly id: string;
      readonly repository: number;
      /** Null: it is new. */
      readonly expected: number | null;
      /** Null: it starts nothing by itself. */
      readonly nextAt: Instant | null;
      readonly state: Json;
    }
  | { readonly type: 'schedule.drop'; readonly id: string; readonly expected: number };

export type Versioned = { readonly id: string; readonly version: number; readonly state: Json };
