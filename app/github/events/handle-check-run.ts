import type { RunHeader } from '../../domain/run/run.ts';
import type { Audit } from '../../domain/audit.ts';
import type { CheckActionId } from '../../reports/check/check-output.ts';
import { readWish } from '../../reports/check/read-wish.ts';
import type { Change } from '../../runtime/ports/store.ts';
import { auditPress } from '../buttons/audit-press.ts';
import { mayPress, wordsFor } from '../buttons/may-press.ts';
import { pressOnRun, whyNot, type Carried, type Pressed } from '../buttons/press-on-run.ts';
import { quoted } from '../conversation.ts';
import type { CheckRunEvent } from '../inbox/read-delivery.ts';
import type { Delivery } from '../inbox/work-deliveries.ts';
import { runOfExternalId } from '../publish/check/external-id.ts';
import { newestRuns } from '../reads/newest-runs.ts';
import { messageChange } from '../message.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import { letCommitRun } from './let-commit-run.ts';

/**
 * A button on a check of ours, or GitHub's own Re-run: does what the command of that name does, for whoever may. A check
 * that is no run's, or all of them, means what has failed at the commit. What is refused is said in the check.
 */
export async function handleCheckRun(
  deps: IngressDeps,
  { id }: Delivery,
  event: CheckRunEvent | null,
): Promise<readonly Change[]> {
  const wish = event === null ? null : wishOf(event);
  if (event === null || wish === null) return [];
  if (wish === 'let-run') return letRunPressed(deps, event, id);
  const runs = await runsMeant(deps, event);
  if (runs.length === 0) return [];
  const { permission, denial } = await mayPress(deps, asked(event, wish));
  const changes: Change[] = [];
  for (const run of runs) {
    const once = `button ${id} ${run.id}`;
    const { repository, sender: by } = event;
    const said = saidBy(event, { wish, permission });
    const pressed = { run, repository, wish, by, once, said, trigger: 'check_run' };
    const carried: Carried =
      denial === null
        ? await pressOnRun(deps, pressed)
        : { type: 'refused', why: denial, isAudited: false };
    changes.push(...answer(deps, { event, pressed, carried }));
  }
  return changes;
}

function wishOf({ action, identifier }: CheckRunEvent): CheckActionId | null {
  if (action === 'rerequested') return 'rerun-all';
  if (action !== 'requested_action') return null;
  return readWish(identifier ?? '');
}

/** The run of the check; of any other check of ours, what failed at the commit, or all of it where nothing did. */
async function runsMeant(
  { store }: IngressDeps,
  { externalId, repository, headSha, isOurs }: CheckRunEvent,
): Promise<readonly RunHeader[]> {
  const shown = runOfExternalId(externalId);
  const run = shown === null ? null : await store.runs.header(shown);
  if (run !== null) return run.hosted?.repository.id === repository.id ? [run] : [];
  if (!isOurs) return [];
  const newest = await newestRuns(store, repository.id, headSha);
  const over = newest.filter(({ endedAt }) => endedAt !== null);
  const failed = over.filter(({ status }) => status !== 'succeeded');
  return failed.length > 0 ? failed : over;
}

async function letRunPressed(
  deps: IngressDeps,
  event: CheckRunEvent,
  delivery: string,
): Promise<readonly Change[]> {
  const { permission, denial } = await mayPress(deps, asked(event, 'let-run'));
  const { repository, headSha: sha, sender } = event;
  const once = `button ${delivery} ${sha}`;
  const pull = denial === null ? await letCommitRun(deps, { repository, sha, sender }) : null;
  const refused = denial ?? pull?.refused ?? null;
  const number = pull?.number ?? null;
  const press = { id: once, wish: 'let-run', permission } as const;
  const audit = auditOf(deps, event, { ...press, pull: number, refused });
  if (refused === null || pull?.number == null) return [{ type: 'audit.add', audit }];
  const text = nothingHappened(event, 'let-run', refused);
  const reply = { type: 'reply', repository, issue: pull.number, text } as const;
  return [{ type: 'audit.add', audit }, messageChange(`reply ${once}`, reply, deps.clock.now())];
}

type Outcome = {
  readonly event: CheckRunEvent;
  readonly pressed: Pressed;
  readonly carried: Carried;
};

function answer(deps: IngressDeps, { event, pressed, carried }: Outcome): readonly Change[] {
  const { repository, headSha: sha, sender } = event;
  const { run, wish, once } = pressed;
  const refused = whyNot(carried);
  const text = refused === null ? null : nothingHappened(event, wish, refused);
  const note = { type: 'remark', repository, run: run.id, sha: run.sha ?? sha, text } as const;
  const message = { ...note, about: `button ${sender.id}` };
  const audits = carried.isAudited ? [] : [auditPress(deps, pressed, refused)];
  return [...audits, messageChange(`remark ${once}`, message, deps.clock.now())];
}

type Press = { readonly wish: CheckActionId; readonly permission: string };

function saidBy({ sender }: CheckRunEvent, { wish, permission }: Press) {
  const asked = `button ${wish}`;
  return { actorId: sender.id, permission, surface: 'check', asked } as const;
}

type LetRunPress = {
  readonly id: string;
  readonly pull: number | null;
  readonly refused: string | null;
};

function auditOf(
  { clock }: IngressDeps,
  event: CheckRunEvent,
  { id, pull, refused, ...press }: Press & LetRunPress,
): Audit {
  const { repository, headSha: sha, sender } = event;
  return {
    ...saidBy(event, press),
    id,
    at: clock.now(),
    repository: repository.id,
    actor: sender.login,
    about: { type: 'commit.let-run', sha, pull },
    reason: refused ?? 'done',
    sha,
    decision: refused === null ? 'granted' : 'refused',
    evidence: pull === null ? {} : { pull },
  };
}

function nothingHappened({ sender }: CheckRunEvent, wish: CheckActionId, why: string): string {
  return `${quoted(sender.login)} pressed ${wordsFor(wish).label}, and nothing happened: ${why.replace(/\.$/, '')}.`;
}

function asked({ repository, sender }: CheckRunEvent, wish: CheckActionId) {
  return { repository, by: sender, command: wordsFor(wish).command };
}
