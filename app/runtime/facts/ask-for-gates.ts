import type { StepRow } from '../../domain/run/run.ts';
import type { HotRun } from '../../engine/state/hot-run.ts';
import { baselinesOf, type BaselineDeps } from '../gates/baselines-of.ts';
import type { Inbox } from '../decide/inbox.ts';
import type { RuntimeDeps } from '../runtime.ts';

type Asking = {
  readonly deps: Pick<RuntimeDeps, 'host'>;
  readonly baselines: BaselineDeps;
  readonly inbox: Pick<Inbox, 'read'>;
};

type Of = Pick<StepRow, 'key'> & {
  readonly run: string;
  /** The work that it takes; left out: it does its own, or has been told. */
  readonly takenFrom?: StepRow['takenFrom'];
};

/**
 * Asks where a run grew from, and which files changed since what it is held against was measured, before its step's gates
 * are judged by that: all decisions of this process wait while one is made, and none shall wait for GitHub. What asks it
 * remembers the answer. Throws when GitHub is away.
 */
export async function askForGates(
  { deps, baselines, inbox }: Asking,
  { run, key, takenFrom }: Of,
): Promise<void> {
  // A clone on this machine answers at once.
  if (deps.host.lifetime === 'process') return;
  const hot = await inbox.read(run, (found) => (isHeldAgainst(found, key) ? found : null));
  const row = hot?.step(key);
  if (hot === null || row === undefined) return;
  const asked = { key, takenFrom: takenFrom ?? row.takenFrom, metrics: {} };
  await baselinesOf(baselines, hot, asked);
}

function isHeldAgainst(hot: HotRun | null, key: string): boolean {
  const row = hot?.step(key);
  if (hot === null || row === undefined) return false;
  return hot.plan.step(row.stepId).gates.some(({ test }) => test.type === 'baseline');
}
