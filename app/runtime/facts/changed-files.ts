import type { BlobStore } from '../../../content/blob-store.ts';
import { selectPaths } from '../../../content/manifest/select-files.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { FileChanges, Repository } from '../ports/host.ts';
import { keepRecent } from '../keep-recent.ts';
import { RunFiles } from './run-files.ts';

/** More are not told apart: who has changed as many has changed all. */
const MOST_PATHS = 100;
const KEPT_ANSWERS = 1_000;

/** Which files differ between the commits of two runs, each pair looked at once while it is in use. */
export class ChangedFiles implements FileChanges {
  readonly #files: RunFiles;
  readonly #known = new Map<string, Promise<readonly string[] | null>>();

  constructor(blobs: BlobStore, repository: Pick<Repository, 'files' | 'bytes'>) {
    this.#files = new RunFiles(blobs, repository);
  }

  between(
    now: RunHeader,
    was: RunHeader,
    globs: readonly string[],
  ): Promise<readonly string[] | null> {
    const name = JSON.stringify([...[now, was].map(nameOf), globs]);
    const answer = this.#known.get(name) ?? this.#ask(now, was, globs);
    keepRecent(this.#known, name, answer, KEPT_ANSWERS);
    answer.catch(() => {
      if (this.#known.get(name) === answer) this.#known.delete(name);
    });
    return answer;
  }

  async #ask(
    now: RunHeader,
    was: RunHeader,
    globs: readonly string[],
  ): Promise<readonly string[] | null> {
    // A snapshot and a listing name contents in two ways.
    if ((now.tree === null) !== (was.tree === null)) return null;
    const [after, before] = [await this.#files.of(now), await this.#files.of(was)];
    if (after === null || before === null) return null;
    const paths = [...new Set([...after.paths(), ...before.paths()])].map((path) => ({ path }));
    const { selected } = selectPaths(paths, globs);
    const changed = selected.flatMap(({ path }) =>
      after.content(path) === before.content(path) ? [] : [path],
    );
    return changed.length > MOST_PATHS ? [] : changed.sort();
  }
}

function nameOf({ tree, sha, hosted }: RunHeader): string {
  return tree ?? `${hosted?.repository.id ?? ''}/${sha}`;
}
