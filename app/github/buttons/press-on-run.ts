import type { RunHeader } from '../../domain/run/run.ts';
import type { RunWish } from '../../reports/check/read-wish.ts';
import { waitingDigest } from '../../reports/check/waiting-digest.ts';
import type { Said } from '../../runtime/audit/audit-of-event.ts';
import type { Pusher } from '../../runtime/ports/provenance.ts';
import { RuntimeProblem, type RerunChoice } from '../../runtime/runtime.ts';
import { decideRow, waitingRows } from '../approvals/decide-row.ts';
import { quoted } from '../conversation.ts';
import type { RepositoryRef } from '../../domain/hosted.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import { reviseRerun } from '../start/revise-rerun.ts';
import { whySpent } from '../publish/check/generations.ts';

/** A button that somebody who may press it pressed on the check of a run, or on its page. */
export type Pressed = {
  readonly run: RunHeader;
  readonly repository: RepositoryRef;
  readonly wish: RunWish;
  readonly by: Pusher;
  /** Names the press, so that carrying it out twice is carrying it out once. */
  readonly once: string;
  /** What a run that it starts says of its start. */
  readonly trigger: string;
  /** For the audit. */
  readonly said: Said;
};

export type Carried =
  /** `run`: where one sees what came of it. */
  | { readonly type: 'done'; readonly run: string; readonly isAudited: boolean }
  /** `isAudited`: each thing that was decided stands in the audit already. */
  | { readonly type: 'refused'; readonly why: string; readonly isAudited: boolean };

/** Null: it is done. */
export function whyNot(carried: Carried): string | null {
  return carried.type === 'done' ? null : carried.why;
}

/** Carries it out, or says why it cannot be. */
export async function pressOnRun(deps: IngressDeps, pressed: Pressed): Promise<Carried> {
  const { run, wish, by } = pressed;
  if (wish === 'cancel') {
    const asked = { by: by.login, reason: `cancelled by ${by.login}`, forced: false };
    const event = { type: 'run.cancel-requested', ...asked } as const;
    const outcome = await deps.runtime.handle(run.id, event, pressed.said);
    return { type: 'done', run: run.id, isAudited: outcome === 'changed' };
  }
  const [decision, digest] = wish.split(':');
  return digest === undefined
    ? rerun(deps, pressed)
    : decide(deps, pressed, { decision: decision === 'approve' ? 'approved' : 'rejected', digest });
}

async function rerun(
  deps: IngressDeps,
  { run, repository, wish, by, once, trigger, said }: Pressed,
): Promise<Carried> {
  const { runtime, store } = deps;
  const spent = await whySpent(store.publications, repository, run.sha ?? '');
  if (spent !== null) return refused(spent);
  const choice: RerunChoice = { type: wish === 'rerun-failed' ? 'failed' : 'all' };
  try {
    const revise = reviseRerun(deps, deps.api(repository.installation));
    const who = { trigger, actor: by.login, ...(by.id !== null && { actorId: by.id }) };
    const again = await runtime.rerun(run.id, choice, who, { once, revise, said });
    return { type: 'done', run: again.id, isAudited: true };
  } catch (error) {
    if (error instanceof RuntimeProblem) return refused(error.message);
    throw error;
  }
}

/** Nobody says when the page was loaded that a button stands on: its digest says for which steps it was shown, and beside which numbers. */
async function decide(
  deps: IngressDeps,
  { run, repository, by, said, once }: Pressed,
  { decision, digest }: { readonly decision: 'approved' | 'rejected'; readonly digest: string },
): Promise<Carried> {
  const rows = await deps.store.runs.load(run.id);
  const waiting = rows === null ? [] : waitingRows(rows);
  if (rows === null || waiting.length === 0) {
    return refused('no step of this run waits for approval');
  }
  if (waitingDigest(rows.steps) !== digest) {
    return refused(
      'other steps wait by now than when the button was shown, or more was measured; look at them and press again',
    );
  }
  const api = deps.api(repository.installation);
  const reasons: string[] = [];
  for (const row of waiting) {
    const wanted = { row, by, decision, saidAt: deps.clock.now(), said, once };
    const weighed = await decideRow(deps, api, rows, wanted);
    if (!weighed.counts) reasons.push(`${quoted(row.key)} is not ${decision}: ${weighed.reason}`);
  }
  return reasons.length === 0
    ? { type: 'done', run: run.id, isAudited: true }
    : { type: 'refused', why: reasons.join('; '), isAudited: true };
}

function refused(why: string): Carried {
  return { type: 'refused', why, isAudited: false };
}
