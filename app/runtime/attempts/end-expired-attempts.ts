import type { AttemptOutcome } from '../../domain/run/event.ts';
import type { AttemptRow, Instant } from '../../domain/run/run.ts';
import type { AttemptId } from '../ports/attempts.ts';
import { NOBODY, type AttemptLease } from '../ports/leases.ts';
import { LEASE_MS, OWN_LEASE_MS } from './lease-length.ts';
import type { RunReader } from '../../engine/state/run-reader.ts';
import type { RuntimeDeps } from '../runtime.ts';
import type { Upkeep } from '../upkeep.ts';

/**
 * Ends attempts that nobody keeps alive any more. Where attempts live and die with a process, its death is not the
 * step's fault and counts against no retry budget; a runner of its own that falls silent is `infra`.
 */
export async function endExpiredAttempts(
  { deps, inbox }: Upkeep,
  runs: readonly string[] | null,
): Promise<void> {
  const expired = await deps.store.leases.expired(deps.clock.now(), runs);
  await Promise.all(
    expired.map(async (lease) => {
      const { run, key, attempt } = lease;
      const of = { run, key, attempt };
      const heardAt = await lastHeardOf(deps, lease);
      const tried = await inbox.read(run, (hot) => saving(hot, key)?.attempt(key, attempt) ?? null);
      const workLostMs = tried === null ? null : await workLost(deps, of, { ...tried, heardAt });
      const outcome = { ...lost(deps, workLostMs), heardAt };
      const event = { type: 'attempt.ended', key, attempt, outcome } as const;
      const prepare = () => ({ events: [{ run, event }] });
      const [became] = await inbox.submit({ prepare, pace: 'soon' });
      if (became !== 'changed') await deps.store.leases.drop(of);
    }),
  );
}

/** Whoever ran it may have died long ago: what it said last, and when its lease was last renewed. */
async function lastHeardOf(
  { store: { attempts }, host, clock }: RuntimeDeps,
  { owner, until, ...of }: AttemptLease,
): Promise<Instant> {
  const heldFor = host.lifetime === 'process' ? LEASE_MS : OWN_LEASE_MS;
  const renewedAt = owner === NOBODY ? until : until - heldFor;
  const [log, samples, checkpoints] = await Promise.all([
    attempts.log(of),
    attempts.samples(of, 0),
    attempts.checkpoints(of),
  ]);
  const told = [log?.lastAt, samples.at(-1)?.at, checkpoints.at(-1)?.savedAt];
  const heardAt = Math.max(renewedAt, ...told.filter((at) => at !== undefined));
  // A runner has a clock of its own.
  return Math.min(heardAt, clock.now());
}

/** The run, if this step has checkpoints: without them all is lost each time, which is no news. */
function saving(hot: RunReader | null, key: string): RunReader | null {
  const row = hot?.step(key);
  return hot !== null && row !== undefined && hot.plan.step(row.stepId).checkpoint !== null
    ? hot
    : null;
}

function lost({ host }: RuntimeDeps, workLostMs: number | null): AttemptOutcome {
  const isOfProcess = host.lifetime === 'process';
  return {
    status: 'interrupted',
    class: 'infra',
    exitCode: null,
    signal: null,
    message: isOfProcess
      ? 'the process that ran it is gone'
      : 'nothing was heard of it any more: its runner is lost',
    products: { outputs: {}, artifacts: {}, metrics: {}, facts: {} },
    workLostMs,
    charged: !isOfProcess,
  };
}

/** From its last complete checkpoint, or its start, to the last that was heard of it. */
async function workLost(
  { store }: RuntimeDeps,
  of: AttemptId,
  { startedAt, heardAt }: Pick<AttemptRow, 'startedAt'> & { readonly heardAt: Instant },
): Promise<number | null> {
  if (startedAt === null) return null;
  const saved = (await store.attempts.checkpoints(of)).at(-1)?.savedAt ?? startedAt;
  return Math.max(0, heardAt - saved);
}
