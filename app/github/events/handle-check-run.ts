import type { RunHeader } from '../../domain/run/run.ts';
import type { Audit } from '../../runtime/ports/provenance.ts';
import type { CheckActionId } from '../../reports/check/check-output.ts';
import { policyOf } from '../../triggers/policy-of.ts';
import type { Change } from '../../runtime/ports/store.ts';
import type { Permission } from '../reads/api-port.ts';
import { mayGive, rightFor, RIGHTS, type CommandName } from '../commands/command-table.ts';
import { quoted } from '../conversation.ts';
import type { CheckRunEvent } from '../inbox/read-delivery.ts';
import type { Delivery } from '../inbox/work-deliveries.ts';
import { runOfExternalId } from '../publish/check/external-id.ts';
import { newestRuns } from '../reads/newest-runs.ts';
import { messageChange } from '../message.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import { letCommitRun } from './let-commit-run.ts';
import { pressOnRun } from './press-on-run.ts';

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
  const { permission, denial } = await judge(deps, event, wish);
  const changes: Change[] = [];
  for (const run of runs) {
    const once = `button ${id} ${run.id}`;
    const pressed = { run, repository: event.repository, wish, by: event.sender, once };
    const refused = denial ?? (await pressOnRun(deps, pressed));
    changes.push(...answer(deps, { event, wish, run, refused, permission, once }));
  }
  return changes;
}

function wishOf({ action, identifier }: CheckRunEvent): CheckActionId | null {
  if (action === 'rerequested') return 'rerun-all';
  if (action !== 'requested_action') return null;
  return asAction(identifier ?? '');
}

function asAction(identifier: string): CheckActionId | null {
  const plain = PLAIN.find((each) => each === identifier);
  if (plain !== undefined) return plain;
  const [, decision, digest] = /^(approve|reject):([0-9a-f]{8})$/.exec(identifier) ?? [];
  if (digest === undefined) return null;
  return decision === 'approve' ? `approve:${digest}` : `reject:${digest}`;
}

const PLAIN = ['rerun-failed', 'rerun-all', 'cancel', 'let-run'] as const;

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

type Judged = { readonly permission: Permission; readonly denial: string | null };

/** Who may press what is who may give the command of that name. */
async function judge(
  deps: IngressDeps,
  { sender, repository }: CheckRunEvent,
  wish: CheckActionId,
): Promise<Judged> {
  const api = deps.api(repository.installation);
  const config = await api.readConfig(repository, { sha: 'HEAD', pull: null, base: null });
  const permission = await api.permission(repository, sender);
  const policy = policyOf(config?.policy ?? null);
  const right = rightFor(wordsFor(wish).command, policy);
  const isGranted = mayGive(right, permission) && !sender.isBot;
  return { permission, denial: isGranted ? null : `this needs ${RIGHTS[right]}` };
}

async function letRunPressed(
  deps: IngressDeps,
  event: CheckRunEvent,
  delivery: string,
): Promise<readonly Change[]> {
  const { permission, denial } = await judge(deps, event, 'let-run');
  const { repository, headSha: sha, sender } = event;
  const once = `button ${delivery} ${sha}`;
  const pull = denial === null ? await letCommitRun(deps, { repository, sha, sender }) : null;
  const refused = denial ?? pull?.refused ?? null;
  const audit = auditOf(deps, { event, wish: 'let-run', refused, permission, once });
  if (refused === null || pull?.number == null) return [{ type: 'audit.add', audit }];
  const text = nothingHappened(event, 'let-run', refused);
  const reply = { type: 'reply', repository, issue: pull.number, text } as const;
  return [{ type: 'audit.add', audit }, messageChange(`reply ${once}`, reply, deps.clock.now())];
}

type Outcome = {
  readonly event: CheckRunEvent;
  readonly wish: CheckActionId;
  readonly run: RunHeader;
  /** Null: it was done. */
  readonly refused: string | null;
  readonly permission: string;
  readonly once: string;
};

function answer(deps: IngressDeps, outcome: Outcome): readonly Change[] {
  const { event, wish, run, refused, once } = outcome;
  const { repository, headSha: sha, sender } = event;
  const text = refused === null ? null : nothingHappened(event, wish, refused);
  const note = { type: 'remark', repository, run: run.id, sha: run.sha ?? sha, text } as const;
  const message = { ...note, about: `button ${sender.id}` };
  const audit = auditOf(deps, outcome);
  return [{ type: 'audit.add', audit }, messageChange(`remark ${once}`, message, deps.clock.now())];
}

function auditOf(
  { clock }: IngressDeps,
  { event, wish, refused, permission, once: id }: Omit<Outcome, 'run'>,
): Audit {
  const { repository, headSha: sha, sender } = event;
  return {
    id,
    at: clock.now(),
    repository: repository.id,
    actor: sender.login,
    actorId: sender.id,
    permission,
    asked: `button ${wish}`,
    reason: refused ?? 'done',
    sha,
    decision: refused === null ? 'granted' : 'refused',
  };
}

function nothingHappened({ sender }: CheckRunEvent, wish: CheckActionId, why: string): string {
  return `${quoted(sender.login)} pressed ${wordsFor(wish).label}, and nothing happened: ${why.replace(/\.$/, '')}.`;
}

/** The button as it is labelled, and the command that it stands for. */
function wordsFor(wish: CheckActionId): { readonly label: string; readonly command: CommandName } {
  if (isPlain(wish)) return { label: LABELS[wish], command: COMMANDS[wish] };
  return wish.startsWith('approve:')
    ? { label: 'Approve', command: 'approve' }
    : { label: 'Reject', command: 'reject' };
}

type Plain = (typeof PLAIN)[number];

function isPlain(wish: CheckActionId): wish is Plain {
  return PLAIN.some((each) => each === wish);
}

const COMMANDS: Readonly<Record<Plain, CommandName>> = {
  'rerun-failed': 'rerun',
  'rerun-all': 'rerun',
  cancel: 'cancel',
  'let-run': 'ok',
};
const LABELS: Readonly<Record<Plain, string>> = {
  'rerun-failed': 'Re-run failed',
  'rerun-all': 'Re-run all',
  cancel: 'Cancel',
  'let-run': 'Let it run',
};
