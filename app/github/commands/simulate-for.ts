import type { Audit } from '../../domain/audit.ts';
import type { RepositoryRef } from '../../domain/hosted.ts';
import { policyOf } from '../../triggers/policy-of.ts';
import type { Change } from '../../runtime/ports/store.ts';
import type { Permission } from '../reads/api-port.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import { mayGive, rightFor, RIGHTS } from './command-table.ts';
import { simulateCommand } from './simulate-command.ts';

export type SimulationAsked = {
  readonly repository: RepositoryRef;
  readonly by: { readonly id: number; readonly login: string };
  readonly pull: number;
  readonly login: string;
};

/**
 * `/mlp simulate`, asked from a command line: the same answer, for whoever may give that command, and who asked stands in
 * the audit. Throws when GitHub cannot be asked.
 */
export async function simulateFor(
  deps: IngressDeps,
  { repository, by, pull: number, login }: SimulationAsked,
): Promise<{ readonly done: boolean; readonly text: string }> {
  const api = deps.api(repository.installation);
  const [permission, pull, config] = await Promise.all([
    api.permission(repository, by),
    api.pull(repository, number),
    api.readConfig(repository, { sha: 'HEAD', pull: null, base: null }),
  ]);
  const policy = policyOf(config?.policy ?? null);
  const right = rightFor('simulate', policy);
  const said = async () => {
    if (!mayGive(right, permission)) return { done: false, text: `This needs ${RIGHTS[right]}.` };
    if (pull === null || !pull.isOpen)
      return { done: false, text: `#${number} is not an open pull request.` };
    const asked = { deps, api, policy, pull, comment: { repository } };
    const { reaction, text } = await simulateCommand(asked, {
      words: [login],
      named: {},
      line: `/mlp simulate ${login}`,
    });
    return { done: reaction === 'rocket', text: text ?? '' };
  };
  const answer = await said();
  const asked = { repository, by, pull: number, login };
  await deps.store.commit([
    auditOf(deps, asked, { permission, sha: pull?.headSha ?? null, answer }),
  ]);
  return answer;
}

type Answered = {
  readonly permission: Permission;
  readonly sha: string | null;
  readonly answer: { readonly done: boolean; readonly text: string };
};

function auditOf(
  { clock }: Pick<IngressDeps, 'clock'>,
  { repository, by, pull, login }: SimulationAsked,
  { permission, sha, answer }: Answered,
): Change {
  const at = clock.now();
  const audit: Audit = {
    id: `api ${by.id} ${repository.id} simulate ${pull} ${login} ${at}`,
    at,
    repository: repository.id,
    actor: by.login,
    actorId: by.id,
    permission,
    surface: 'api',
    about: { type: 'request' },
    asked: `audit simulate --pr ${pull} --as ${login}`,
    decision: answer.done ? 'granted' : 'refused',
    reason: answer.done ? 'done' : answer.text,
    sha,
    evidence: { pull },
  };
  return { type: 'audit.add', audit };
}
