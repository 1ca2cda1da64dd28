import type { Json } from '../../domain/json.ts';

export interface Groups {
  load(group: string): Promise<{ readonly version: number; readonly state: Json } | null>;
}

export type GroupChange = {
  readonly type: 'group.save';
  readonly group: string;
  /** Null: the group is new. */
  readonly expected: number | null;
  readonly state: Json;
};
