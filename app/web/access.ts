import type { RepositoryRef } from '../domain/hosted.ts';
import type { PagesDeps, Person } from './pages-deps.ts';

/** Whether somebody may see what is of a repository. */
export type Access = (repository: RepositoryRef, person: Person) => Promise<boolean>;

const FOR_MS = 60_000;
const MOST_KNOWN = 10_000;

/** Asks GitHub, at most once a minute for a person and a repository. What GitHub does not answer is no, and is not kept. */
export function createAccess({ mayRead, clock, trouble }: PagesDeps): Access {
  const known = new Map<string, { readonly until: number; readonly answer: Promise<boolean> }>();
  return async (repository, person) => {
    const name = `${repository.id} ${person.id} ${person.login}`;
    const kept = known.get(name);
    if (kept !== undefined && kept.until > clock.now()) return kept.answer;
    // Oldest first; each would have run out soon.
    if (known.size >= MOST_KNOWN) known.delete(known.keys().next().value ?? name);
    known.delete(name);
    const answer = mayRead(repository, person.login).catch((error: unknown) => {
      trouble(`GitHub did not say who may read a repository: ${String(error)}`, {
        repository: repository.id,
      });
      known.delete(name);
      return false;
    });
    known.set(name, { until: clock.now() + FOR_MS, answer });
    return answer;
  };
}
