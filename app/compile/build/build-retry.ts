import type { Retry, Step } from '../../../schemas/pipeline.generated.ts';
import type { RetrySpec } from '../../domain/plan.ts';
import { parseDuration } from './units.ts';

const DEFAULT_LIMITS: RetrySpec['limits'] = {
  failure: 0,
  oom: 0,
  timeout: 0,
  stall: 0,
  infra: 5,
  capacity: 10,
  'spot-interruption': 20,
};
const DEFAULT_BACKOFF: RetrySpec['backoff'] = {
  initialMs: 30_000,
  factor: 2,
  maxMs: 600_000,
  jitter: 'full',
};
/** Where two machines were taken away, the third will be. */
const DEFAULT_ESCALATION: RetrySpec['escalate'] = { oomMemoryFactor: null, spotInterruptions: 2 };

/** How often a step is tried again, by class of error; `retry: 3` is `failure: 3`. */
export function buildRetry({ retry }: Step): RetrySpec {
  if (typeof retry !== 'object') {
    const limits = { ...DEFAULT_LIMITS, failure: retry ?? 0 };
    return { limits, exitCodes: {}, backoff: DEFAULT_BACKOFF, escalate: DEFAULT_ESCALATION };
  }
  return {
    limits: limitsOf(retry),
    exitCodes: retry['exit-code'] ?? {},
    backoff: backoffOf(retry),
    escalate: escalationOf(retry),
  };
}

type RetryMap = Exclude<Retry, number>;

function limitsOf(retry: RetryMap): RetrySpec['limits'] {
  const own = Object.entries(retry).filter(([name, value]) => {
    return Object.hasOwn(DEFAULT_LIMITS, name) && typeof value === 'number';
  });
  return { ...DEFAULT_LIMITS, ...Object.fromEntries(own) };
}

function backoffOf({ backoff }: RetryMap): RetrySpec['backoff'] {
  if (backoff === undefined || DEFAULT_BACKOFF === null) return DEFAULT_BACKOFF;
  if (typeof backoff === 'string') return null;
  return {
    initialMs: parseDuration(backoff.initial ?? '') ?? DEFAULT_BACKOFF.initialMs,
    factor: backoff.factor ?? DEFAULT_BACKOFF.factor,
    maxMs: parseDuration(backoff.max ?? '') ?? DEFAULT_BACKOFF.maxMs,
    jitter: backoff.jitter ?? DEFAULT_BACKOFF.jitter,
  };
}

function escalationOf({ escalate }: RetryMap): RetrySpec['escalate'] {
  const memory = escalate?.oom?.memory;
  const spot = escalate?.['spot-interruption'];
  return {
    oomMemoryFactor: memory === undefined ? null : Number(memory.slice(1)),
    spotInterruptions: spot?.after ?? DEFAULT_ESCALATION.spotInterruptions,
  };
}
