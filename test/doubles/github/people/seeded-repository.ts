import { listRefs, readBlob, resolveCommit } from '../git/read-objects.ts';
import { askGit, runGit } from '../git/run-git.ts';
import {
  editTree,
  writeTree,
  writeCommit,
  writeTag,
  ZERO_SHA,
  type FileEdit,
} from '../git/write-objects.ts';
import { signatureOf } from '../acts/commit-to-branch.ts';
import {
  changeDefaultBranch,
  removeRepository,
  renameRepository,
  setArchived,
  transferRepository,
} from '../acts/change-repository.ts';
import { moveRef } from '../acts/move-ref.ts';
import type { ActionSettings } from '../state/action-settings.ts';
import type { Actor, Role } from '../state/accounts.ts';
import type { CheckRun } from '../state/checks.ts';
import type { Deployment } from '../state/deployments.ts';
import type { Comment, Protection, Repository } from '../state/repository.ts';
import type { Job, WorkflowRun } from '../state/runs.ts';
import { fullNameOf, repositoryOf, type World } from '../state/world.ts';
import { isPull, type PullIssue } from '../views/pull-links.ts';
import { webUrlOf } from '../views/repository-view.ts';
import { addAccount, addRepository, knownAccount } from './seed.ts';

export type RepositorySeed = {
  /** For payloads recorded elsewhere. */
  readonly id?: number;
  readonly private?: boolean;
  readonly defaultBranch?: string;
  /** Roles by login; who is not known yet signs up. */
  readonly collaborators?: Readonly<Record<string, Role>>;
};

export type CommitSeed = {
  /** The default branch when left out; made from the default branch when it is not there. */
  readonly branch?: string;
  /** Text by path; null removes. */
  readonly files: Readonly<Record<string, string | null>>;
  /** Of these files, the ones that may be executed. */
  readonly executable?: readonly string[];
  /** Commits of other repositories by path. */
  readonly submodules?: Readonly<Record<string, string>>;
  readonly message?: string;
  /** In place of what the branch has and the default branch has not. */
  readonly force?: boolean;
  /** The login of who pushes; the owner when left out. */
  readonly by?: string;
};

/** A repository as tests see it: seeding, and looking at what became of it. */
export class SeededRepository {
  readonly world: World;
  readonly record: Repository;

  constructor(world: World, record: Repository) {
    this.world = world;
    this.record = record;
  }

  static of(world: World, fullName: string, seed: RepositorySeed): SeededRepository {
    const [owner = '', name = ''] = fullName.split('/');
    const known = repositoryOf(world, owner, name);
    if (known !== undefined) return new SeededRepository(world, known);
    const record = addRepository(world, {
      owner: addAccount(world, { login: owner, type: 'Organization' }),
      name,
      private: seed.private ?? false,
      ...(seed.id !== undefined && { id: seed.id }),
      defaultBranch: seed.defaultBranch ?? 'main',
      forkOf: null,
    });
    const repository = new SeededRepository(world, record);
    for (const [login, role] of Object.entries(seed.collaborators ?? {}))
      repository.collaborator(login, role);
    return repository;
  }

  get fullName(): string {
    return fullNameOf(this.record);
  }

  /** For `git clone`, with a token as the password of `x-access-token` where reading needs one. */
  cloneUrl(token?: string): string {
    const url = new URL(`${webUrlOf(this.world, this.record)}.git`);
    if (token !== undefined) Object.assign(url, { username: 'x-access-token', password: token });
    return url.href;
  }

  collaborator(login: string, role: Role): this {
    const account = addAccount(this.world, { login, type: 'User' });
    this.record.collaborators.set(account.id, role);
    return this;
  }

  /** Whoever pushes may do so, unless it says that updates are not restricted. */
  protect(branch: string, seed: Partial<Protection> = {}): this {
    const usual = { approvals: 0, checks: [], restricted: true };
    this.record.protections.set(branch, { ...usual, ...seed });
    return this;
  }

  /** A secret of the repository, or of one of its environments. */
  secret(name: string, value: string, environment?: string): this {
    const { secrets, environmentSecrets } = this.record;
    if (environment === undefined) secrets.set(name, value);
    else
      environmentSecrets.set(
        environment,
        new Map([...(environmentSecrets.get(environment) ?? []), [name, value]]),
      );
    return this;
  }

  /** By a ruleset nobody makes branches here. */
  restrictCreations(): this {
    this.record.restrictsCreations = true;
    return this;
  }

  /** Changes its settings of Actions. */
  setActions(settings: Partial<ActionSettings>): this {
    Object.assign(this.record.actions, settings);
    return this;
  }

  /** Archives the repository, or takes that back. */
  archive(archived = true): void {
    setArchived(this.world, this.record, { archived, actor: this.#owner() });
  }

  rename(name: string): void {
    renameRepository(this.world, this.record, { name, actor: this.#owner() });
  }

  setDefaultBranch(branch: string): Promise<void> {
    const order = { branch, actor: this.#owner() };
    return changeDefaultBranch(this.world, this.record, order);
  }

  /** Hands it to another owner, an organisation. */
  transfer(login: string): void {
    const to = addAccount(this.world, { login, type: 'Organization' });
    transferRepository(this.world, this.record, { to, actor: this.#owner() });
  }

  remove(): void {
    removeRepository(this.world, this.record, this.#owner());
  }

  /** Protection rules of an environment: who reviews its jobs, and how long they wait. */
  environment(
    name: string,
    rules: { readonly reviewers?: readonly string[]; readonly waitMs?: number },
  ): this {
    const { reviewers = [], waitMs = 0 } = rules;
    if (reviewers.length > 0 && waitMs > 0) throw new Error('Reviewers or a wait timer, not both.');
    const ids = reviewers.map((login) => knownAccount(this.world, login).id);
    this.record.environments.set(name, { reviewers: new Set(ids), waitMs });
    return this;
  }

  variable(name: string, value: string): this {
    this.record.variables.set(name, value);
    return this;
  }

  /** Pushes one commit and answers its SHA; everybody hears of it as of any push. */
  async commit(seed: CommitSeed): Promise<string> {
    const { branch, files, message = 'A change', force, by } = seed;
    const { executable = [] } = seed;
    const { world, record } = this;
    const { gitDir, defaultBranch } = record;
    const actor = { account: by === undefined ? record.owner : knownAccount(world, by), app: null };
    const ref = `refs/heads/${branch ?? defaultBranch}`;
    const head = await resolveCommit(gitDir, ref);
    const kept = force === true ? null : head;
    const parent = kept ?? (await resolveCommit(gitDir, `refs/heads/${defaultBranch}`));
    const edits = Object.entries(files).map(([path, content]): FileEdit => ({
      path,
      content,
      mode: executable.includes(path) ? '100755' : '100644',
    }));
    const signature = signatureOf(world, actor);
    const sha = await writeCommit(gitDir, {
      tree: await writeTree(gitDir, await editTree(gitDir, parent, edits), modulesOf(seed)),
      parents: parent === null ? [] : [parent],
      message,
      author: signature,
      committer: signature,
    });
    const move = { ref, before: head ?? ZERO_SHA, after: sha };
    if (!(await moveRef(world, record, { move, actor })))
      throw new Error(`${ref} moved meanwhile.`);
    return sha;
  }

  /** Pushes an annotated tag of a commit; answers the SHA of the tag, which is not that of the commit. */
  async annotatedTag(name: string, sha: string, by?: string): Promise<string> {
    const { world, record } = this;
    const actor = { account: by === undefined ? record.owner : knownAccount(world, by), app: null };
    const tag = await writeTag(record.gitDir, { name, sha, tagger: signatureOf(world, actor) });
    const move = { ref: `refs/tags/${name}`, before: ZERO_SHA, after: tag };
    if (!(await moveRef(world, record, { move, actor }))) throw new Error(`${name} is there.`);
    return tag;
  }

  async deleteBranch(branch: string, by?: string): Promise<void> {
    const ref = `refs/heads/${branch}`;
    const before = await this.sha(branch);
    const account = by === undefined ? this.record.owner : knownAccount(this.world, by);
    const actor = { account, app: null };
    await moveRef(this.world, this.record, { move: { ref, before, after: ZERO_SHA }, actor });
  }

  /** The fork of someone, with all branches as they are now. */
  async fork(login: string): Promise<SeededRepository> {
    const { world, record } = this;
    const fork = addRepository(world, {
      owner: addAccount(world, { login, type: 'User' }),
      name: record.name,
      private: record.private,
      defaultBranch: record.defaultBranch,
      forkOf: record,
    });
    await runGit(fork.gitDir, ['fetch', '-q', record.gitDir, 'refs/heads/*:refs/heads/*']);
    return new SeededRepository(world, fork);
  }

  /** The commit of a branch, a tag or `refs/…`. */
  async sha(name: string = this.record.defaultBranch): Promise<string> {
    const sha = await resolveCommit(this.record.gitDir, name);
    if (sha === null) throw new Error(`${this.fullName} has no ${name}.`);
    return sha;
  }

  /** The text of a file; null when it is not there. */
  async file(path: string, ref: string = this.record.defaultBranch): Promise<string | null> {
    const sha = await askGit(this.record.gitDir, ['rev-parse', '-q', '--verify', `${ref}:${path}`]);
    const bytes = sha === null ? null : await readBlob(this.record.gitDir, sha);
    return bytes?.toString() ?? null;
  }

  branches(): Promise<Map<string, string>> {
    return listRefs(this.record.gitDir, 'refs/heads/');
  }

  checkRuns(headSha?: string): CheckRun[] {
    const all = [...this.record.checkRuns.values()];
    return headSha === undefined ? all : all.filter((run) => run.suite.headSha === headSha);
  }

  /** All deployments, oldest first, of one environment where it is named. */
  deployments(environment?: string): Deployment[] {
    const all = [...this.record.deployments.values()];
    return environment === undefined ? all : all.filter((each) => each.environment === environment);
  }

  /** All pull requests, oldest first. */
  pulls(): PullIssue[] {
    return [...this.record.issues.values()].filter(isPull);
  }

  comments(number: number): Comment[] {
    return [...this.record.comments.values()].filter(({ issue }) => issue.number === number);
  }

  runs(): WorkflowRun[] {
    return [...this.record.runs.values()];
  }

  jobs(runId?: number): Job[] {
    const all = [...this.record.jobs.values()];
    return runId === undefined ? all : all.filter(({ run }) => run.id === runId);
  }

  #owner(): Actor {
    return { account: this.record.owner, app: null };
  }
}

function modulesOf({ submodules = {} }: CommitSeed) {
  return Object.entries(submodules).map(([path, sha]) => {
    return { path, mode: '160000', type: 'commit', sha };
  });
}
