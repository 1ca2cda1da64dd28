import { Ec2Error } from '../../state/ec2-error.ts';

export type Bucket = { readonly size: number; readonly perSecond: number };

/**
 * Token buckets for each account, region and operation:
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
export class Throttles {
  readonly #buckets = new Map<string, Bucket>();
  readonly #levels = new Map<string, { tokens: number; at: number }>();

  /** Another bucket for an operation, full at first. */
  set(operation: string, bucket: Bucket): void {
    this.#buckets.set(operation, bucket);
    for (const key of this.#levels.keys())
      if (key.endsWith(` ${operation}`)) this.#levels.delete(key);
  }

  /** Takes a token, or throws RequestLimitExceeded when none is left. */
  enter(region: string, operation: string, at: number): void {
    const bucket = this.#buckets.get(operation) ?? usualBucket(operation);
    const key = `${region} ${operation}`;
    const level = this.#levels.get(key) ?? { tokens: bucket.size, at };
    const refilled = level.tokens + ((at - level.at) / 1_000) * bucket.perSecond;
    const tokens = Math.min(bucket.size, refilled);
    this.#levels.set(key, { tokens: tokens < 1 ? tokens : tokens - 1, at });
    if (tokens < 1) throw new Ec2Error('RequestLimitExceeded', 'Request limit exceeded.', 503);
  }
}

// What the page says of actions that only read; for those that change something it is a guess of ours.
function usualBucket(operation: string): Bucket {
  return /^(?:Describe|Get)/.test(operation)
    ? { size: 100, perSecond: 20 }
    : { size: 50, perSecond: 5 };
}
