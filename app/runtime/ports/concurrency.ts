import type { Json } from '../../domain/json.ts';

export interface ConcurrencyRows {
  load(group: string): Promise<{ readonly version: number; readonly state: Json } | null>;
}

export type ConcurrencyChange = {
  readonly type: 'concurrency.save';
  readonly group: string;
  /** Null: the group is new. */
  readonly expected: number | null;
  readonly state: Json;
};
