import type { Seats } from '../../../wire/seats.ts';
import type { PagesDeps, Person } from '../../pages-deps.ts';
import type { Choice } from '../load-detail.ts';
import type { RunData } from '../load-run.ts';
import type { ChangeFeed } from './change-feed.ts';

/** Of which run news are told, and to whom. */
export type StreamDeps = {
  readonly deps: PagesDeps;
  readonly feed: ChangeFeed;
  readonly seats: Seats;
  /** As it was when they began to listen. */
  readonly data: RunData;
  readonly choice: Choice;
  readonly listener: {
    readonly person: Person;
    /** Whether they may still read it. */
    readonly stillMay: () => Promise<boolean>;
    /** Cuts the connection off. */
    readonly hangUp: () => void;
  };
};
