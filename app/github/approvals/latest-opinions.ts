import type { Review } from '../reads/api-port.ts';

/** Of each reviewer the last review that decides anything: a mere comment leaves what they said before. */
export function latestOpinions(reviews: readonly Review[]): readonly Review[] {
  const latest = new Map<number | null, Review>();
  for (const review of reviews) {
    if (review.state !== 'commented') latest.set(review.by.id, review);
  }
  return [...latest.values()];
}
