import type { RunHeader } from '../../domain/run/run.ts';
import type { Audit } from '../../runtime/ports/provenance.ts';
import type { CheckActionId } from '../../reports/check/check-output.ts';
import { policyOf } from '../../triggers/policy-of.ts';
import { RuntimeProblem, type RerunChoice } from '../../runtime/runtime.ts';
import type { Change } from '../../runtime/ports/store.ts';
import type { Permission } from '../reads/api-port.ts';
import { mayGive, rightFor, RIGHTS } from '../commands/command-table.ts';
import { quoted } from '../conversation.ts';
import type { CheckRunEvent } from '../inbox/read-delivery.ts';
import type { Delivery } from '../inbox/work-deliveries.ts';
import { whySpent } from '../publish/generations.ts';
import { runOfExternalId } from '../publish/external-id.ts';
import { newestRuns } from '../reads/newest-runs.ts';
import { messageChange } from '../message.ts';
import type { IngressDeps } from '../ingress-deps.ts';

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
  const runs = await runsMeant(deps, event);
  if (runs.length === 0) return [];
  const { permission, denial } = await judge(deps, event, wish);
  const changes: Change[] = [];
  for (const run of runs) {
    const once = `button ${id} ${run.id}`;
    const refused =
      denial ??
      (await act(deps, {
        run,
        repository: event.repository,
        wish,
        login: event.sender.login,
        once,
      }));
    changes.push(...answer(deps, { event, wish, run, refused, permission, once }));
  }
  return changes;
}

function wishOf({ action, identifier }: CheckRunEvent): CheckActionId | null {
  if (action === 'rerequested') return 'rerun-all';
  if (action !== 'requested_action') return null;
  return BUTTONS.find((button) => button === identifier) ?? null;
}

const BUTTONS: readonly CheckActionId[] = ['rerun-failed', 'rerun-all', 'cancel'];

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

/** Who may press what is who may give the command of that name. */
async function judge(
  deps: IngressDeps,
  { sender, repository }: CheckRunEvent,
  wish: CheckActionId,
): Promise<{ readonly permission: Permission; readonly denial: string | null }> {
  const api = deps.api(repository.installation);
  const config = await api.readConfig(repository, { sha: 'HEAD', pull: null, base: null });
  const permission = await api.permission(repository, sender.login);
  const policy = policyOf(config?.policy ?? null);
  const right = rightFor(wish === 'cancel' ? 'cancel' : 'rerun', policy);
  const isGranted = mayGive(right, permission) && !sender.isBot;
  return { permission, denial: isGranted ? null : `this needs ${RIGHTS[right]}` };
}

type Pressed = {
  readonly run: RunHeader;
  readonly repository: CheckRunEvent['repository'];
  readonly wish: CheckActionId;
  readonly login: string;
  readonly once: string;
};

/** Why it cannot be done; null: it is done. */
async function act({ runtime, store }: IngressDeps, pressed: Pressed): Promise<string | null> {
  const { run, repository, wish, login, once } = pressed;
  if (wish === 'cancel') {
    const asked = { by: login, reason: `cancelled by ${login}`, forced: false };
    await runtime.handle(run.id, { type: 'run.cancel-requested', ...asked });
    return null;
  }
  const spent = await whySpent(store.publications, repository, run.sha ?? '');
  if (spent !== null) return spent;
  const choice: RerunChoice = { type: wish === 'rerun-failed' ? 'failed' : 'all' };
  try {
    await runtime.rerun(run.id, choice, { trigger: 'check_run', actor: login }, once);
    return null;
  } catch (error) {
    if (error instanceof RuntimeProblem) return error.message;
    throw error;
  }
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

function answer({ clock }: IngressDeps, outcome: Outcome): readonly Change[] {
  const { event, wish, run, refused, permission, once: id } = outcome;
  const { repository, headSha: sha, sender } = event;
  const at = clock.now();
  const decision = refused === null ? 'granted' : 'refused';
  const asked = `button ${wish}`;
  const reason = refused ?? 'done';
  const who = { actor: sender.login, permission, asked, reason, sha, decision } as const;
  const audit: Audit = { id, at, repository: repository.id, ...who };
  const text =
    refused === null
      ? null
      : `${quoted(sender.login)} pressed ${LABELS[wish]}, and nothing happened: ${refused.replace(/\.$/, '')}.`;
  const note = { type: 'remark', repository, run: run.id, sha: run.sha ?? sha, text } as const;
  const message = { ...note, about: `button ${sender.login.toLowerCase()}` };
  return [{ type: 'audit.add', audit }, messageChange(`remark ${id}`, message, at)];
}

const LABELS: Readonly<Record<CheckActionId, string>> = {
  'rerun-failed': 'Re-run failed',
  'rerun-all': 'Re-run all',
  cancel: 'Cancel',
};
