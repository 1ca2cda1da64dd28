import type { RepositoryRef } from '../../../domain/hosted.ts';

/**
 * What repositories on GitHub are called now, and through which installation they are seen, where that has changed. Rows
 * keep what was so when they were written; runs, dispatches, publications and schedules are read with what is so today.
 */
export interface Repositories {
  /** As it is today; null: nothing was written down of it. */
  find(id: number): Promise<RepositoryRef | null>;
  /** As it is today, of one that was written down elsewhere. */
  today(repository: RepositoryRef): Promise<RepositoryRef>;
}

/**
 * A repository was seen to be called so; nothing else keeps what it was called before. Where it is seen through another
 * installation, it may be another owner's: whom its people trusted, and what they overrode, is forgotten.
 */
export type RepositoryChange = {
  readonly type: 'repository.seen';
  readonly repository: RepositoryRef;
};
