import { EXECUTOR_LIMITS } from '../../schemas/executor-limits.ts';
import type { ReportedOutcome } from '../../schemas/attempt-report.generated.ts';
import { LostBlob } from '../../content/blob-store.ts';
import { InvalidTree } from '../../content/manifest/check-entries.ts';
import { isTransient, StorageError } from '../../content/storage-error.ts';
import { hostCause } from './process/clocks.ts';
import type { CommandEnd } from './process/run-command.ts';
import type { NamedEnd } from './end/name-end.ts';
import type { ExecutorHost } from './executor-host.ts';
import type { Mask } from './output/mask-secrets.ts';
import { StepFailure } from './step-failure.ts';
import { messageOf } from '../../text/message-of.ts';
import { cut } from '../../text/shortened.ts';

export type AttemptOutcome = ReportedOutcome;
export type Products = ReportedOutcome['products'];

export const NO_PRODUCTS: Products = { outputs: {}, artifacts: {}, metrics: {}, facts: {} };

/**
 * How a command's end, its name and what it left make an outcome. `savedAt`: of the newest complete checkpoint.
 * `saves`: the step has checkpoints; without them all is lost each time, which is no news.
 */
export function outcomeOf(
  end: CommandEnd,
  named: NamedEnd,
  left: {
    readonly products: Products;
    readonly savedAt: number | null;
    readonly saves: boolean;
  },
): AttemptOutcome {
  const since = Math.max(end.startedAt, left.savedAt ?? 0);
  const succeeded = named.status === 'succeeded';
  return {
    ...named,
    exitCode: end.exitCode,
    signal: end.signal,
    products: left.products,
    workLostMs: succeeded || !left.saves ? null : Math.max(0, end.endedAt - since),
    charged: !succeeded && named.status !== 'cancelled',
  };
}

/** The outcome of an attempt whose command never ran, or whose products could not be kept. Never throws. */
export function outcomeOfError(error: unknown, host: ExecutorHost): AttemptOutcome {
  const named = nameError(error, host);
  return {
    ...named,
    exitCode: null,
    signal: null,
    products: NO_PRODUCTS,
    workLostMs: null,
    charged: named.status !== 'cancelled',
  };
}

/** Names an error of the executor's own work. */
export function nameError(error: unknown, host: Pick<ExecutorHost, 'stop' | 'kill'>): NamedEnd {
  if (host.stop.aborted || host.kill.aborted) return nameStop(hostCause(host.stop));
  const message = messageOf(error);
  if (error instanceof StepFailure) return { status: 'failed', class: error.class, message };
  if (error instanceof LostBlob) return { status: 'failed', class: 'lost-input', message };
  if (error instanceof InvalidTree) return { status: 'failed', class: 'failure', message };
  // It would be so again on another machine, and the next time on this one.
  if (error instanceof StorageError && !isTransient(error)) {
    return { status: 'failed', class: 'failure', message };
  }
  const text = isAboutStorage(error) ? message : `The step executor failed: ${message}`;
  return { status: 'failed', class: 'infra', message: text };
}

function nameStop(cause: 'cancel' | 'interrupt'): NamedEnd {
  return cause === 'interrupt'
    ? { status: 'interrupted', class: 'spot-interruption', message: 'The machine was taken back.' }
    : { status: 'cancelled', class: null, message: 'Cancelled.' };
}

function isAboutStorage(error: unknown): boolean {
  return error instanceof StorageError || (error instanceof Error && 'code' in error);
}

/** The outcome with every secret hidden that slipped into its message, which is cut to what is told of one. */
export function maskOutcome(outcome: AttemptOutcome, mask: Mask): AttemptOutcome {
  const { message } = outcome;
  return { ...outcome, message: message && cut(mask.apply(message), EXECUTOR_LIMITS.message) };
}
