import { withoutTrailing } from '../../../../text/without-trailing.ts';
import type { CheckRequest } from '../../compile-request.ts';
import { fileRule } from '../../../../text/globs/file-rule.ts';

type Listed = Pick<CheckRequest, 'environment' | 'files' | 'ignored' | 'links' | 'project'>;

/** The files of a repository, asked by path and by glob. */
export class RepositoryFiles {
  readonly environment: CheckRequest['environment'];
  readonly paths: readonly string[];
  readonly #known: ReadonlySet<string>;
  /** A file of each folder. */
  readonly #folders = new Map<string, string>();
  readonly #matches = new Map<string, boolean>();

  readonly #ignored: readonly string[];
  readonly links: Readonly<Record<string, string>>;
  /** Where they lie in a larger git repository, of which they are all that steps see. */
  readonly project: string | null;

  constructor(listed: Listed) {
    const { environment, files: paths = [], ignored = [], links = {}, project = null } = listed;
    this.project = project;
    this.environment = environment;
    this.paths = paths;
    this.#ignored = ignored;
    this.links = links;
    this.#known = new Set(paths);
    for (const path of paths) {
      for (const folder of ancestorsOf(path)) this.#folders.set(folder, path);
    }
  }

  has(path: string): boolean {
    return this.#known.has(path);
  }

  /** What git ignores at a path or glob that no file of the repository answers to; null: nothing. */
  ignoredAt(glob: string): string | null {
    const { matches } = fileRule(glob);
    const found = this.#ignored.find((ignored) => {
      const path = withoutTrailing(ignored, '/');
      return matches(path) || glob.startsWith(`${path}/`) || path.startsWith(`${glob}/`);
    });
    return found ?? null;
  }

  /** A file at this path, below it, or one that stands where its folder should be; null: none. */
  inTheWayOf(path: string): string | null {
    const above = [...ancestorsOf(path), path].find((folder) => this.#known.has(folder));
    return above ?? this.#folders.get(path) ?? null;
  }

  /** Whether any file matches a glob of `files`. */
  matches(glob: string): boolean {
    const known = this.#matches.get(glob);
    if (known !== undefined) return known;
    const { matches } = fileRule(glob);
    const found = this.paths.some((path) => matches(path));
    this.#matches.set(glob, found);
    return found;
  }
}

/** The folders that a path lies in, the outermost first. */
export function ancestorsOf(path: string): string[] {
  const words = path.split('/');
  return words.slice(1).map((_, index) => words.slice(0, index + 1).join('/'));
}
