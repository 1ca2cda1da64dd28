import type { HostedRun } from '../../app/domain/hosted.ts';

/** A place on GitHub: a private repository of this number, its code written by people with write unless said otherwise. */
export function aPlace(id = 900, given: Partial<Omit<HostedRun, 'repository'>> = {}): HostedRun {
  const repository = { id, installation: 1, owner: 'acme', name: `churn-${id}` };
  return {
    repository: { ...repository, defaultBranch: 'main', isPublic: false },
    trust: 'writer',
    pull: null,
    ...given,
  };
}
