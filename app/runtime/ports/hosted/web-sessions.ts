import type { Instant } from '../../../domain/run/run.ts';

/** Who is signed in to the pages: a row for each browser, so that any replica knows it, and ending it ends it. */
export interface WebSessions {
  /** Keeps a session. Of one person there are at most `most`: those that began first end. */
  begin(session: WebSession, most: number): Promise<void>;
  /** Null: it was never begun, was ended, or its time is over. */
  find(id: string, now: Instant): Promise<WebSession | null>;
  /** It was used, and lasts until `expiresAt` now; nothing happens to one that was ended. */
  renew(id: string, used: Pick<WebSession, 'seenAt' | 'expiresAt'>): Promise<void>;
  end(id: string): Promise<void>;
  /** All of a person's. */
  endAll(person: number): Promise<void>;
  /** Forgets those whose time was over before. */
  forget(before: Instant): Promise<void>;
}

export type WebSession = {
  /** The digest of a secret that the browser alone has: who reads the store can be nobody by it. */
  readonly id: string;
  /** GitHub's number of them, which stays when their login goes to somebody else. */
  readonly person: number;
  /** What they were called when they signed in; for showing alone. */
  readonly login: string;
  readonly createdAt: Instant;
  readonly seenAt: Instant;
  readonly expiresAt: Instant;
};
