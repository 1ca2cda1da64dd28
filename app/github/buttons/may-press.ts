import type { RepositoryRef } from '../../domain/hosted.ts';
import type { CheckActionId } from '../../reports/check/check-output.ts';
import { PLAIN_WISHES } from '../../reports/check/read-wish.ts';
import type { Pusher } from '../../runtime/ports/provenance.ts';
import { policyOf } from '../../triggers/policy-of.ts';
import { mayGive, rightFor, RIGHTS, type CommandName } from '../commands/command-table.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import type { Permission } from '../reads/api-port.ts';

export type MayPress = {
  readonly permission: Permission;
  /** Why they may not; null: they may. */
  readonly denial: string | null;
};

export type AskedPress = {
  readonly repository: RepositoryRef;
  readonly by: Pusher;
  /** What the button stands for. */
  readonly command: CommandName;
};

/** Who may press what is who may give the command of that name, by GitHub's word and the default branch's policy of now. */
export async function mayPress(
  deps: Pick<IngressDeps, 'api'>,
  { repository, by, command }: AskedPress,
): Promise<MayPress> {
  const api = deps.api(repository.installation);
  const config = await api.readConfig(repository, { sha: 'HEAD', pull: null, base: null });
  const permission = await api.permission(repository, by);
  const policy = policyOf(config?.policy ?? null);
  const right = rightFor(command, policy);
  const isGranted = mayGive(right, permission) && !by.isBot;
  return { permission, denial: isGranted ? null : `this needs ${RIGHTS[right]}` };
}

/** The button as it is labelled, and the command that it stands for. */
export function wordsFor(wish: CheckActionId): {
  readonly label: string;
  readonly command: CommandName;
} {
  if (isPlain(wish)) return { label: LABELS[wish], command: COMMANDS[wish] };
  return wish.startsWith('approve:')
    ? { label: 'Approve', command: 'approve' }
    : { label: 'Reject', command: 'reject' };
}

type Plain = (typeof PLAIN_WISHES)[number];

function isPlain(wish: CheckActionId): wish is Plain {
  return PLAIN_WISHES.some((each) => each === wish);
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
