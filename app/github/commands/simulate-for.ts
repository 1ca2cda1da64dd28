import type { RepositoryRef } from '../../domain/hosted.ts';
import { policyOf } from '../../triggers/policy-of.ts';
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
      return { done: false, text: `#${number} is no open pull request.` };
    const asked = { deps, api, policy, pull, comment: { repository } };
    const { reaction, text } = await simulateCommand(asked, {
      words: [login],
      named: {},
      line: `/mlp simulate ${login}`,
    });
    return { done: reaction === 'rocket', text: text ?? '' };
  };
  const answer = await said();
  const at = deps.clock.now();
  const audit = {
    id: `api ${by.id} ${repository.id} simulate ${number} ${login} ${at}`,
    at,
    repository: repository.id,
    actor: by.login,
    actorId: by.id,
    permission,
    surface: 'api',
    about: { type: 'request' },
    asked: `audit simulate --pr ${number} --as ${login}`,
    decision: answer.done ? 'granted' : 'refused',
    reason: answer.done ? 'done' : answer.text,
    sha: pull?.headSha ?? null,
    evidence: { pull: number },
  } as const;
  await deps.store.commit([{ type: 'audit.add', audit }]);
  return answer;
}
