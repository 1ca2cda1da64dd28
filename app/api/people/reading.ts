import type { Context } from 'hono';
import type { RepositoryRef } from '../../domain/hosted.ts';
import type { Instant } from '../../domain/run/run.ts';
import type { Caller } from './verify-person.ts';

/** Whoever asks, about a repository that they may read. */
export type Reading = {
  readonly context: Context;
  readonly caller: Caller;
  readonly repository: RepositoryRef;
  readonly now: Instant;
};
