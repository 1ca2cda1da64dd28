import type { RepositoryRef } from '../../domain/hosted.ts';

/** What GitHub says of a repository to whoever asks for it: https://docs.github.com/rest/repos/repos#get-a-repository */
type Answered = {
  readonly id: number;
  readonly name: string;
  readonly owner: { readonly login: string };
  readonly default_branch: string;
  readonly private: boolean;
};

/** As an installation that reaches it is told of it. */
export function repositoryRef(told: Answered, installation: number): RepositoryRef {
  const { id, name, owner, default_branch: defaultBranch, private: isPrivate } = told;
  return { id, installation, owner: owner.login, name, defaultBranch, isPublic: !isPrivate };
}
