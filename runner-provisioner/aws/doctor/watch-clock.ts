import type { EC2Client } from '@aws-sdk/client-ec2';
import { clockSkew } from '../../../math/clock-skew.ts';

/** How many ms our clock is ahead of AWS's, by the first answer; null: there was none. */
export type ClockWatch = { readonly aheadMs: () => number | null };

/**
 * Reads the clock of AWS from its answers, refusals too: a clock that is minutes off is why AWS refuses all of them.
 * https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/middleware-stack.html
 */
export function watchClock(client: EC2Client): ClockWatch {
  let skew: number | null = null;
  client.middlewareStack.add(
    (next) => async (given) => {
      const askedAt = Date.now();
      const answer = await next(given);
      skew ??= clockSkew(timeOf(answer.response), { askedAt, answeredAt: Date.now() });
      return answer;
    },
    // The nearest to the wire: what reads the answer throws for a refusal.
    { step: 'deserialize', priority: 'low', name: 'watchClock' },
  );
  return { aheadMs: () => skew };
}

/** By its header `Date`; NaN: it has none. */
function timeOf(response: unknown): number {
  const headers =
    typeof response === 'object' && response !== null && 'headers' in response
      ? response.headers
      : null;
  if (typeof headers !== 'object' || headers === null) return Number.NaN;
  const date: unknown = 'date' in headers ? headers.date : undefined;
  return Date.parse(typeof date === 'string' ? date : '');
}
