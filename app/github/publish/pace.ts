import type { Instant } from '../../domain/run/run.ts';
import type { Publication } from '../../runtime/ports/hosted/publications.ts';
import type { Budget } from '../client/limiter.ts';
import { SUCCESS, type Rendered } from './rendered.ts';

/** News is told soon, progress seldom: an hour has 5,000 requests for all that an installation does. */
const NEWS_MS = 10_000;
const PROGRESS_MS = { check: 60_000, comment: 300_000 } as const;
/** Longer than examples are compared as a rule. */
const AWAITED_MS = 120_000;
/** Of a run of hours, minutes are no progress. */
const SHARE_OF_AGE = 1 / 20;

/**
 * When what a publication now says may be published; the past for at once. The last word is told as soon as any news,
 * and a success that holds no more at once: a branch's protection may let a merge pass by it.
 */
export function publishAt(
  { state, target }: Publication,
  next: Pick<Rendered, 'state' | 'isFinal' | 'since' | 'notBefore'>,
  budget: Budget,
): Instant {
  const { shown } = state;
  if (shown === null) return next.notBefore ?? 0;
  if (shown.standing === SUCCESS && next.state !== SUCCESS) return 0;
  if (next.isFinal) return shown.at + NEWS_MS;
  if (shown.standing !== next.state) return shown.at + NEWS_MS * stretch(budget);
  const least = PROGRESS_MS[target.type === 'comment' ? 'comment' : 'check'];
  const age = next.since === null ? 0 : shown.at - next.since;
  const wait = Math.max(least, Math.min(PROGRESS_MS.comment, age * SHARE_OF_AGE));
  return shown.at + wait * stretch(budget);
}

/** Before this nothing of a comment is said, whatever it is: to find out what would be in vain. Null: at any time. */
export function restsUntil({ state, target }: Publication): Instant | null {
  return target.type === 'comment' && state.shown !== null ? state.shown.at + NEWS_MS : null;
}

/** When to look at a publication again that nothing needs to change for; null: when something changes. */
export function lookAgainAt(rendered: Rendered, now: Instant): Instant | null {
  // Whoever finds it out may be gone.
  if (rendered.watched?.some(({ type }) => type === 'comparison') === true) return now + AWAITED_MS;
  const isLive = rendered.kind === 'comment' && rendered.isLive === true;
  const over = rendered.againAt ?? null;
  return isLive ? now + PROGRESS_MS.comment : over;
}

function stretch({ core, content }: Budget): number {
  const left = Math.min(core, content);
  if (left > 0.5) return 1;
  if (left > 0.25) return 2;
  return left > 0.1 ? 4 : 10;
}
