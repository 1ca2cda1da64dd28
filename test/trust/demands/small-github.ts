import type { GitHubApi, Permission } from '../../../app/github/reads/api-port.ts';
import type { Compiler } from '../../../app/triggers/compiling/compiler.ts';
import type { Product } from './product.ts';
import { personOf } from './small-people.ts';

/** Text by path. */
export type Files = Readonly<Record<string, string>>;
type Commit = {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly files: Files;
  readonly by: string;
};
export type SmallPull = {
  readonly number: number;
  readonly author: string;
  readonly branch: string;
  readonly isFork: boolean;
  headSha: string;
  base: string;
  isOpen: boolean;
};

/**
 * A repository on GitHub as far as deciding goes: commits that are maps of files, branches, pull requests, and who may
 * what. It answers the App's own reads; pipeline files are read by the App's own query.
 */
export class SmallGitHub {
  readonly id: number;
  readonly name: string;
  readonly commits = new Map<string, Commit>();
  readonly branches = new Map<string, string>();
  readonly pulls = new Map<number, SmallPull>();
  readonly roles: Readonly<Record<string, Permission>>;
  /** Pull requests by the head of the queue's group that tests them. */
  readonly groups = new Map<string, readonly SmallPull[]>();

  constructor(id: number, roles: Readonly<Record<string, Permission>>) {
    this.id = id;
    this.name = `r${id}`;
    this.roles = roles;
  }

  /** Makes a commit on a branch, forks' too; gives its name. */
  commit(branch: string, parents: readonly string[], files: Files, by: string): string {
    const number = `${this.id.toString(16)}${(this.commits.size + 1).toString(16).padStart(3, '0')}`;
    const sha = number.padStart(40, 'c');
    this.commits.set(sha, { sha, parents, files, by });
    this.branches.set(branch, sha);
    return sha;
  }

  at(revision: string): Commit | null {
    const name = revision === 'HEAD' ? 'main' : revision;
    return this.commits.get(this.branches.get(name) ?? name) ?? null;
  }

  /** Paths that differ from where both grew apart. */
  changed(base: string, head: string): { readonly mergeBase: string; readonly paths: string[] } {
    const before = new Set(this.#history(base));
    const mergeBase = this.#history(head).find((sha) => before.has(sha)) ?? '';
    const [old, now] = [this.at(mergeBase)?.files ?? {}, this.at(head)?.files ?? {}];
    const paths = [...new Set([...Object.keys(old), ...Object.keys(now)])];
    return { mergeBase, paths: paths.filter((path) => old[path] !== now[path]) };
  }

  /** The commits of the default branch that a commit grew from, the nearest first. */
  basesOf(sha: string): readonly string[] {
    return this.#firstParents(this.changed('main', sha).mergeBase);
  }

  /** The reads of an App that may see all of it. */
  api({ readConfig }: Pick<Product, 'readConfig'>, compiler: Compiler): GitHubApi {
    return {
      readConfig: (at, question) => {
        const octokit: unknown = { graphql: async (_: string, asked: Asked) => this.#files(asked) };
        const asking = { octokit, compiler } as Parameters<Product['readConfig']>[0];
        return readConfig(asking, at, question);
      },
      compare: async (_, base, head) => ({
        ...this.changed(base, head),
        files: [],
        isComplete: true,
      }),
      firstParents: async (_, sha, most) => this.#firstParents(sha).slice(0, most),
      tree: async (_, sha) => new Map(Object.entries(this.at(sha)?.files ?? {})),
      permission: async (_, { login, id }) =>
        (id === personOf(login).id ? this.roles[login] : undefined) ?? 'none',
      hasBranch: async (_, branch) => this.branches.has(branch),
      protection: async (_, { branch }) => (branch === 'main' ? 'restricted' : 'none'),
      pull: async (_, number) => this.#pull(number),
      pullsOf: async () => [],
      pullsOfGroup: async (_, { headSha }) => this.groups.get(headSha) ?? 'no-queue',
      authors: async (_, of) => this.#authors('pull' in of ? this.#head(of.pull) : of.sha),
      reviews: async () => [],
      membership: async () => 'none',
      loginOf: async ({ login }) => login,
      personCalled: async (login) => ({ ...personOf(login), isBot: login.endsWith('[bot]') }),
    };
  }

  #head(pull: number): string {
    return this.pulls.get(pull)?.headSha ?? '';
  }

  #history(revision: string): readonly string[] {
    const seen = new Set<string>();
    const next = [this.at(revision)?.sha ?? ''];
    for (let sha = next.shift(); sha !== undefined; sha = next.shift()) {
      if (seen.has(sha) || !this.commits.has(sha)) continue;
      seen.add(sha);
      next.push(...(this.commits.get(sha)?.parents ?? []));
    }
    return [...seen];
  }

  #firstParents(sha: string): readonly string[] {
    const found: string[] = [];
    for (let at = this.at(sha); at !== null; at = this.at(at.parents[0] ?? '')) found.push(at.sha);
    return found;
  }

  #authors(sha: string) {
    const commits = this.#history(sha).filter((each) => !this.#history('main').includes(each));
    const hands = new Set(commits.map((each) => personOf(this.commits.get(each)?.by ?? '').id));
    const openers = new Set<number>();
    return { hands, openers, hasUnknown: false, commits, hasPeople: true, isOfGitHub: false };
  }

  #pull(number: number): Awaited<ReturnType<GitHubApi['pull']>> {
    const pull = this.pulls.get(number);
    if (pull === undefined) return null;
    const { headSha, branch: headRef, base, isOpen, isFork } = pull;
    const author = personOf(pull.author);
    const headRepository = isFork ? this.id + 1 : this.id;
    const baseSha = this.at(base)?.sha ?? '';
    return { number, author, headSha, headRef, base, isOpen, headRepository, baseSha };
  }

  #files({ head, headPolicy, policy, pull, withPull, baseFiles, base, withBase }: Asked) {
    const found = this.pulls.get(pull);
    const stands = found && { state: found.isOpen ? 'OPEN' : 'CLOSED', headRefOid: found.headSha };
    return {
      repository: {
        defaultBranchRef: { name: 'main', target: { oid: this.at('main')?.sha ?? '' } },
        head: this.#tree(head),
        granting: this.#tree('HEAD:.mlpipelines'),
        policy: this.#blob(policy),
        headPolicy: this.#blob(headPolicy),
        ...(withPull && { pullRequest: stands ?? null }),
        ...(withBase && {
          base: { name: base.replace('refs/heads/', ''), refUpdateRule: null },
          baseFiles: this.#tree(baseFiles.replace('refs/heads/', '')),
        }),
      },
    };
  }

  #tree(expression: string) {
    const [revision = '', folder = ''] = expression.split(':');
    const prefix = `${folder}/`;
    const entries = Object.entries(this.at(revision)?.files ?? {}).flatMap(([path, text]) =>
      path.startsWith(prefix) && !path.slice(prefix.length).includes('/')
        ? [{ name: path.slice(prefix.length), object: blobOf(text) }]
        : [],
    );
    return entries.length === 0 ? null : { entries };
  }

  #blob(expression: string) {
    const [revision = '', path = ''] = expression.split(':');
    const text = this.at(revision)?.files[path];
    return text === undefined ? null : blobOf(text);
  }
}

/** The variables of the App's query. */
type Asked = {
  readonly head: string;
  readonly headPolicy: string;
  readonly policy: string;
  readonly pull: number;
  readonly withPull: boolean;
  readonly base: string;
  readonly baseFiles: string;
  readonly withBase: boolean;
};

function blobOf(text: string) {
  return { byteSize: text.length, isBinary: false, isTruncated: false, text };
}
