import type { RunHeader } from '../../domain/run.ts';
import type { Audit } from '../../runtime/intake-port.ts';
import { RuntimeProblem, type RerunChoice } from '../../runtime/runtime.ts';
import type { Change } from '../../runtime/store-port.ts';
import { readCheckRun, type ToldCheckRun } from '../inbox/read-delivery.ts';
import type { Delivery } from '../inbox/work-deliveries.ts';
import { mayWrite } from '../trust.ts';
import type { IngressParts } from './ingress-parts.ts';

/** Identifiers of the buttons on our checks, at most 20 characters each. */
const BUTTONS = { failed: 'rerun-failed', all: 'rerun-all', cancel: 'cancel' } as const;

/** A button on a check of ours, or GitHub's own Re-run: does what the command of that name does, for whoever may. */
export async function handleCheckRun(
  parts: IngressParts,
  { id, payload }: Delivery,
): Promise<readonly Change[]> {
  const told = readCheckRun(payload);
  const wish = told === null ? null : wishOf(told);
  if (told === null || wish === null) return [];
  const run = await parts.store.runs.header(told.externalId);
  if (run === null || run.hosted?.repository.id !== told.repository.id) return [];
  const api = parts.api(told.repository.installation);
  const { login } = told.sender;
  const permission = await api.permission(told.repository, login);
  const isGranted = mayWrite(permission) && !told.sender.isBot;
  const reason = isGranted
    ? await act(parts, { run, wish, login, once: `button ${id}` })
    : 'may not write';
  const audit: Audit = {
    id: `button ${id}`,
    at: parts.clock.now(),
    repository: told.repository.id,
    actor: login,
    permission,
    asked: `button ${wish}`,
    reason,
    sha: told.headSha,
    decision: isGranted ? 'granted' : 'refused',
  };
  return [{ type: 'audit.add', audit }];
}

type Wish = (typeof BUTTONS)[keyof typeof BUTTONS];

function wishOf({ action, identifier }: ToldCheckRun): Wish | null {
  if (action === 'rerequested') return BUTTONS.all;
  if (action !== 'requested_action') return null;
  return Object.values(BUTTONS).find((button) => button === identifier) ?? null;
}

type Pressed = {
  readonly run: RunHeader;
  readonly wish: Wish;
  readonly login: string;
  readonly once: string;
};

async function act({ runtime }: IngressParts, pressed: Pressed): Promise<string> {
  const { run, wish, login, once } = pressed;
  if (wish === BUTTONS.cancel) {
    const asked = { by: login, reason: `cancelled by ${login}`, forced: false };
    await runtime.handle(run.id, { type: 'run.cancel-requested', ...asked });
    return 'done';
  }
  const choice: RerunChoice = { type: wish === BUTTONS.failed ? 'failed' : 'all' };
  try {
    await runtime.rerun(run.id, choice, { trigger: 'check_run', actor: login }, once);
    return 'done';
  } catch (error) {
    if (error instanceof RuntimeProblem) return error.message;
    throw error;
  }
}
