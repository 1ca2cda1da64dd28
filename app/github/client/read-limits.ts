import type { Instant } from '../../domain/run/run.ts';
import type { Limiter } from './limiter.ts';

export type Headers = Readonly<Record<string, string | number | undefined>>;

/** Without a `retry-after`, GitHub asks to wait at least a minute. */
const PAUSE_MS = 60_000;
const LIMITED = /rate limit|abuse detection/i;

/** Tells the limiter what an answer's headers say. */
export function learnLimits(limiter: Limiter, headers: Headers): void {
  const told = (name: string) => Number(headers[`x-ratelimit-${name}`]);
  const [limit, remaining, reset] = [told('limit'), told('remaining'), told('reset')];
  const resource = headers['x-ratelimit-resource'];
  if (typeof resource !== 'string' || !limit || Number.isNaN(remaining) || !reset) return;
  limiter.learn(resource, { limit, remaining, resetAt: reset * 1000 });
}

/** Until when GitHub wants to be left alone; null: the refusal has nothing to do with its limits. */
export function pausedUntil(
  {
    status,
    headers,
    message,
  }: { readonly status: number; readonly headers: Headers; readonly message: string },
  now: Instant,
): Instant | null {
  if (status !== 403 && status !== 429) return null;
  const retryAfter = Number(headers['retry-after']);
  if (retryAfter > 0) return now + retryAfter * 1000;
  const reset = Number(headers['x-ratelimit-reset']);
  if (String(headers['x-ratelimit-remaining']) === '0' && reset > 0) return reset * 1000;
  return status === 429 || LIMITED.test(message) ? now + PAUSE_MS : null;
}
