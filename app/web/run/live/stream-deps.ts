import type { PagesDeps } from '../../pages-deps.ts';
import type { Choice } from '../load-detail.ts';
import type { RunData } from '../load-run.ts';
import type { ChangeFeed } from './change-feed.ts';

/** Of which run news are told, and to whom. */
export type StreamDeps = {
  readonly deps: PagesDeps;
  readonly feed: ChangeFeed;
  /** As it was when they began to listen. */
  readonly data: RunData;
  readonly choice: Choice;
  /** Whether the visitor may still read it. */
  readonly stillMay: () => Promise<boolean>;
};
