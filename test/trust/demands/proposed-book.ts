import type { Proposed } from './demand-facts.ts';
import type { SmallGitHub } from './small-github.ts';

type Event = Pick<Proposed, 'event' | 'ref' | 'base'>;

/** What proposed each commit of a repository, and what the default branch said then: of each source the last time. */
export class ProposedBook {
  readonly #repository: SmallGitHub;
  readonly #bySha = new Map<string, Map<string, Proposed>>();

  constructor(repository: SmallGitHub) {
    this.#repository = repository;
  }

  of(sha: string): readonly Proposed[] {
    return [...(this.#bySha.get(sha)?.values() ?? [])];
  }

  /** A push proposes itself, and a pull request that nobody has opened yet. */
  byPush(sha: string, ref: string, before: string | null): void {
    this.add(sha, 'push', { event: 'push', ref, base: null }, before ?? 'main');
    this.add(sha, NOBODY, { event: 'pull_request', ref, base: 'main' }, 'main');
  }

  add(sha: string, source: string, event: Event, since: string): void {
    const { paths: changed } = this.#repository.changed(since, sha);
    const main = this.#repository.at('main')?.files ?? {};
    const known = this.#bySha.get(sha) ?? new Map<string, Proposed>();
    // What a pull request is held to is known once there is one.
    if (source.startsWith('pull ')) known.delete(NOBODY);
    const isThere = [...known.keys()].some((each) => each.startsWith('pull '));
    if (source !== NOBODY || !isThere) known.set(source, { ...event, changed, main });
    this.#bySha.set(sha, known);
  }
}

const NOBODY = 'nobody yet';
