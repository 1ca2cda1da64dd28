import type { Instant } from '../../domain/run/run.ts';
import { instantText } from '../../domain/run/instant-text.ts';

/** A moment to the minute; tables say UTC in the head of its column. */
export function minuteText(at: Instant): string {
  return instantText(at).slice(0, 16).replace('T', ' ');
}

/** A moment to the minute that says that it is UTC. */
export function momentText(at: Instant): string {
  return `${minuteText(at)} UTC`;
}
