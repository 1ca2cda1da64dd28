import type { Instant } from './instant.ts';

/** What somebody asked for who has an alias moved by a command. */
export type ByHand = {
  readonly kind: 'promote' | 'rollback';
  readonly model: string;
  readonly alias: string;
  readonly version: number;
  /** Left out: it waits for its approval. */
  readonly emergency?: Emergency;
};

/** What could not wait: who answers for it says why, and somebody else looks at it afterwards. */
export type Emergency = {
  readonly reason: string;
  /** Until when somebody else has to have looked at it. */
  readonly reviewBy: Instant;
};

/** A promotion that waited for no approval, and that nobody else has looked at yet. */
export type OpenEmergency = Pick<ByHand, 'model' | 'alias' | 'version'> &
  Emergency & {
    /** On GitHub, by its number. */
    readonly repository: number;
    readonly run: string;
    /** Of the run. */
    readonly number: number;
    readonly by: string;
  };
