import type { Instant } from './instant.ts';

/** What keeps an ordered attempt from beginning; `url`: where a person sees it, null: nobody says where. */
export type AttemptWait =
  /** The machine that is to be started for it; `text`: how that stands. Its `queue-timeout` goes on. */
  | { readonly for: 'machine'; readonly text: string; readonly url: null }
  /** Another run promotes the alias that it promotes; `text`: which. */
  | { readonly for: 'turn'; readonly text: string; readonly url: null }
  /** All runners that could take it are busy, or as many jobs run as the plan allows. */
  | { readonly for: 'queue'; readonly url: string | null }
  /** Protection rules of an environment: reviewers, a wait timer. */
  | { readonly for: 'environment'; readonly environment: string; readonly url: string | null };

export type AttemptWaits = {
  /** Null: it waits for nothing that has a name. */
  readonly on: AttemptWait | null;
  readonly since: Instant;
  /** How long it has waited before `since`, by what for. */
  readonly spentMs: Readonly<Record<'queue' | 'environment', number>> & { readonly turn?: number };
  /** Its time was over, and its host was asked to look: how often, and since when (null: that was answered by a change). */
  readonly asked?: { readonly times: number; readonly since: Instant | null };
};
