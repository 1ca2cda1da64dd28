import type { HotRun } from '../../engine/state/hot-run.ts';
import type { Inbox } from '../decide/inbox.ts';
import type { RuntimeDeps } from '../runtime.ts';

type Asking = {
  readonly deps: Pick<RuntimeDeps, 'repository' | 'host'>;
  readonly inbox: Pick<Inbox, 'read'>;
};

/**
 * Asks where a run grew from before its step's gates are judged by that: all decisions of this process wait
 * while one is made, and none shall wait for GitHub. The repository remembers the answer. Throws when GitHub is away.
 */
export async function askBaseCommits(
  { deps, inbox }: Asking,
  { run, key }: { readonly run: string; readonly key: string },
): Promise<void> {
  // A clone on this machine answers at once.
  if (deps.host.lifetime === 'process') return;
  const header = await inbox.read(run, (hot) => (needsBase(hot, key) ? hot?.header : null));
  if (header !== null && header !== undefined) await deps.repository.baseCommits(header);
}

function needsBase(hot: HotRun | null, key: string): boolean {
  const row = hot?.step(key);
  if (hot === null || row === undefined) return false;
  return hot.plan
    .step(row.stepId)
    .gates.some(({ test }) => test.type === 'baseline' && test.baseline.type === 'merge-base');
}
