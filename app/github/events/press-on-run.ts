import type { RunHeader } from '../../domain/run/run.ts';
import type { CheckActionId } from '../../reports/check/check-output.ts';
import { waitingDigest } from '../../reports/check/waiting-digest.ts';
import type { Pusher } from '../../runtime/ports/provenance.ts';
import { RuntimeProblem, type RerunChoice } from '../../runtime/runtime.ts';
import { decideRow, waitingRows } from '../approvals/decide-row.ts';
import { quoted } from '../conversation.ts';
import type { RepositoryEvent } from '../inbox/read-delivery.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import { reviseRerun } from '../start/revise-rerun.ts';
import { whySpent } from '../publish/check/generations.ts';

/** A button that somebody who may press it pressed on the check of a run. */
export type Pressed = {
  readonly run: RunHeader;
  readonly repository: RepositoryEvent['repository'];
  readonly wish: Exclude<CheckActionId, 'let-run'>;
  readonly by: Pusher;
  /** Names the press, so that carrying it out twice is carrying it out once. */
  readonly once: string;
};

/** Carries it out. Gives why it cannot be; null: it is done. */
export async function pressOnRun(deps: IngressDeps, pressed: Pressed): Promise<string | null> {
  const { run, wish, by } = pressed;
  if (wish === 'cancel') {
    const asked = { by: by.login, reason: `cancelled by ${by.login}`, forced: false };
    await deps.runtime.handle(run.id, { type: 'run.cancel-requested', ...asked });
    return null;
  }
  const [decision, digest] = wish.split(':');
  return digest === undefined
    ? rerun(deps, pressed)
    : decide(deps, pressed, { decision: decision === 'approve' ? 'approved' : 'rejected', digest });
}

async function rerun(
  deps: IngressDeps,
  { run, repository, wish, by, once }: Pressed,
): Promise<string | null> {
  const { runtime, store } = deps;
  const spent = await whySpent(store.publications, repository, run.sha ?? '');
  if (spent !== null) return spent;
  const choice: RerunChoice = { type: wish === 'rerun-failed' ? 'failed' : 'all' };
  try {
    const revise = reviseRerun(deps, deps.api(repository.installation));
    const who = { trigger: 'check_run', actor: by.login };
    await runtime.rerun(run.id, choice, who, { once, revise });
    return null;
  } catch (error) {
    if (error instanceof RuntimeProblem) return error.message;
    throw error;
  }
}

/** GitHub does not say when a button was pressed: its digest says for which steps it was shown. */
async function decide(
  deps: IngressDeps,
  { run, repository, by }: Pressed,
  { decision, digest }: { readonly decision: 'approved' | 'rejected'; readonly digest: string },
): Promise<string | null> {
  const rows = await deps.store.runs.load(run.id);
  const waiting = rows === null ? [] : waitingRows(rows);
  if (rows === null || waiting.length === 0) return 'no step of this run waits for approval';
  if (waitingDigest(waiting) !== digest) {
    return 'other steps wait by now than when the button was shown; look at them and press again';
  }
  const api = deps.api(repository.installation);
  const reasons: string[] = [];
  for (const row of waiting) {
    const said = { row, by, decision, saidAt: deps.clock.now() };
    const weighed = await decideRow(deps, api, rows, said);
    if (!weighed.counts) reasons.push(`${quoted(row.key)} is not ${decision}: ${weighed.reason}`);
  }
  return reasons.length === 0 ? null : reasons.join('; ');
}
