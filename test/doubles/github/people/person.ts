import { issueUserToken } from '../acts/tokens.ts';
import { pressButton, rerequestRun, rerequestSuite } from '../acts/check-runs.ts';
import {
  addComment,
  addIssue,
  editComment,
  emitIssue,
  removeComment,
  setIssueState,
} from '../acts/issues.ts';
import { enqueuePull } from '../acts/merge-queue.ts';
import {
  addReview,
  dismissReview,
  editReview,
  mergePull,
  openPull,
  setBase,
  setPullState,
  updateBranch,
  type MergeMethod,
} from '../acts/pulls.ts';
import { emitPull } from '../acts/sync-pulls.ts';
import { whyNotMergeable } from '../acts/why-not-mergeable.ts';
import type { Account, Actor, App } from '../state/accounts.ts';
import type { CheckRun } from '../state/checks.ts';
import type { Comment, Issue, Repository, Review } from '../state/repository.ts';
import { accountOf, type World } from '../state/world.ts';
import { isPull, type PullIssue } from '../views/pull-links.ts';
import { addAccount } from './seed.ts';
import type { SeededRepository } from './seeded-repository.ts';
import { reviewDeployment } from '../actions/protect-job.ts';
import type { EnvironmentReview } from '../state/runs.ts';

export type PullSeed = {
  readonly head: string;
  /** The repository of `head`, when it is a fork. */
  readonly from?: SeededRepository;
  readonly base?: string;
  readonly title?: string;
  readonly body?: string;
  readonly draft?: boolean;
};

/** A person in front of github.com: what they click and type there, without a browser. */
export class Person {
  readonly world: World;
  readonly account: Account;

  constructor(world: World, account: Account) {
    this.world = world;
    this.account = account;
  }

  get login(): string {
    return this.account.login;
  }

  /**
   * Takes another name; the one before is free for anybody at once, and nobody is told.
   * https://docs.github.com/account-and-profile/concepts/username-changes
   */
  rename(login: string): void {
    if (accountOf(this.world, login) !== undefined) throw new Error(`${login} is taken.`);
    this.account.login = login;
  }

  /** A personal token, or one of a person signed in to an App. */
  token(app: App | null = null): string {
    return issueUserToken(this.world, this.account, app).value;
  }

  /** Types the code of a device at github.com/login/device, and takes or refuses what it asks for. */
  answerDevice(userCode: string, answer: 'authorize' | 'cancel' = 'authorize'): void {
    const codes = [...this.world.codes.values()].filter((code) => code.kind === 'device');
    const code = codes.find((each) => each.userCode === userCode && each.answer === null);
    if (code === undefined) throw new Error(`No device waits for ${userCode}.`);
    code.answer = answer === 'cancel' ? 'denied' : this.account;
  }

  /** Opens a pull request and answers its number. */
  async openPull({ record }: SeededRepository, seed: PullSeed): Promise<number> {
    const wanted = {
      title: seed.title ?? seed.head,
      body: seed.body ?? null,
      head: { repository: seed.from?.record ?? record, ref: seed.head },
      base: seed.base ?? record.defaultBranch,
      draft: seed.draft ?? false,
    };
    const issue = await openPull(this.world, record, { wanted, actor: this.#actor() });
    if (issue === null) throw new Error(`No branch ${seed.head} or no branch ${wanted.base}.`);
    return issue.number;
  }

  openIssue({ record }: SeededRepository, title: string, body: string | null = null): number {
    const author = this.#actor();
    return addIssue(this.world, record, { title, body, labels: [], author, pull: null }).number;
  }

  /** Comments on an issue or a pull request; answers the comment's id. */
  comment({ record }: SeededRepository, number: number, body: string): number {
    const issue = issueOf(record, number);
    return addComment(this.world, record, { issue, body, author: this.#actor() }).id;
  }

  editComment({ record }: SeededRepository, id: number, body: string): void {
    const comment = commentOf(record, id);
    editComment(this.world, record, { comment, body, actor: this.#actor() });
  }

  deleteComment({ record }: SeededRepository, id: number): void {
    removeComment(this.world, record, { comment: commentOf(record, id), actor: this.#actor() });
  }

  review(
    { record }: SeededRepository,
    number: number,
    { state, body = '' }: { readonly state: Review['state']; readonly body?: string },
  ): number {
    const issue = pullOf(record, number);
    return addReview(this.world, record, { issue, author: this.#actor(), body, state }).id;
  }

  editReview({ record }: SeededRepository, number: number, id: number, body: string): void {
    const [issue, review] = reviewIn(record, number, id);
    editReview(this.world, record, { issue, review, body, actor: this.#actor() });
  }

  dismissReview({ record }: SeededRepository, number: number, id: number): void {
    const [issue, review] = reviewIn(record, number, id);
    dismissReview(this.world, record, { issue, review, actor: this.#actor() });
  }

  /** Merges, or says why GitHub's button is grey. */
  async merge(
    { record }: SeededRepository,
    number: number,
    method: MergeMethod = 'merge',
  ): Promise<string> {
    const issue = pullOf(record, number);
    const reason = whyNotMergeable(record, issue);
    const sha =
      reason === null
        ? await mergePull(this.world, record, { issue, actor: this.#actor(), method })
        : null;
    if (sha === null) throw new Error(reason ?? 'Pull Request is not mergeable');
    return sha;
  }

  /** "Update branch" of a pull request that is behind its base. */
  async updateBranch({ record }: SeededRepository, number: number): Promise<void> {
    await updateBranch(this.world, { issue: pullOf(record, number), actor: this.#actor() });
  }

  /** "Merge when ready" into a branch with a merge queue, or why GitHub refuses. */
  async enqueue({ record }: SeededRepository, number: number): Promise<void> {
    await enqueuePull(this.world, record, { issue: pullOf(record, number), actor: this.#actor() });
  }

  /** Closes or opens again an issue or a pull request. */
  async setState({ record }: SeededRepository, number: number, state: Issue['state']) {
    const issue = issueOf(record, number);
    const actor = this.#actor();
    if (isPull(issue)) await setPullState(this.world, record, { issue, state, actor });
    else setIssueState(this.world, record, { issue, state, actor });
  }

  /** "Lock conversation", or unlock it. */
  async setLocked({ record }: SeededRepository, number: number, locked: boolean): Promise<void> {
    const issue = issueOf(record, number);
    issue.locked = locked;
    const told = { actor: this.#actor(), action: locked ? 'locked' : 'unlocked' };
    if (isPull(issue)) await emitPull(this.world, record, { issue, ...told });
    else emitIssue(this.world, record, { issue, ...told });
  }

  /** Lets a pull request merge into another branch. */
  async setBase({ record }: SeededRepository, number: number, base: string): Promise<void> {
    const issue = pullOf(record, number);
    await setBase(this.world, record, { issue, base, actor: this.#actor() });
  }

  /** "Ready for review", or back to a draft. */
  async setDraft({ record }: SeededRepository, number: number, draft: boolean): Promise<void> {
    const issue = pullOf(record, number);
    if (issue.pull.draft === draft) return;
    issue.pull.draft = draft;
    const action = draft ? 'converted_to_draft' : 'ready_for_review';
    await emitPull(this.world, record, { issue, actor: this.#actor(), action });
  }

  /** Presses a button that an App put on its check run. */
  press({ record }: SeededRepository, checkRunId: number, identifier: string): void {
    const run = runOf(record, checkRunId);
    pressButton(this.world, record, { run, identifier, actor: this.#actor() });
  }

  /** "Re-run" beside one check. */
  rerun({ record }: SeededRepository, checkRunId: number): void {
    rerequestRun(this.world, record, { run: runOf(record, checkRunId), actor: this.#actor() });
  }

  /** "Re-run all checks" of the App that owns this check. */
  rerunAll({ record }: SeededRepository, checkRunId: number): void {
    const { suite } = runOf(record, checkRunId);
    rerequestSuite(this.world, record, { suite, actor: this.#actor() });
  }

  /** "Review deployments": approves or rejects the jobs of a run that wait for an environment. */
  reviewDeployment(
    { record }: SeededRepository,
    runId: number,
    review: Omit<EnvironmentReview, 'by' | 'comment'> & { readonly comment?: string },
  ): void {
    const run = record.runs.get(runId);
    if (run === undefined) throw new Error(`There is no workflow run ${runId}.`);
    const given = { comment: '', ...review, by: this.account };
    reviewDeployment(this.world, record, run, given);
  }

  #actor(): Actor {
    return { account: this.account, app: null };
  }
}

/** An organisation and who belongs to it. */
export class Organization {
  readonly world: World;
  readonly account: Account;

  constructor(world: World, account: Account) {
    this.world = world;
    this.account = account;
  }

  member(login: string, role: 'admin' | 'member' = 'member'): this {
    this.account.members.set(addAccount(this.world, { login, type: 'User' }).id, role);
    return this;
  }

  /** A group of runners; `workflows`: it serves those alone. */
  runnerGroup(name: string, workflows: readonly string[] | null = null): this {
    const group = { id: this.world.nextId(), name, workflows };
    const { runnerGroups } = this.world;
    const others = (runnerGroups.get(this.account.id) ?? []).filter((each) => each.name !== name);
    runnerGroups.set(this.account.id, [...others, group]);
    return this;
  }

  team(slug: string, ...logins: readonly string[]): this {
    const members = logins.map((login) => addAccount(this.world, { login, type: 'User' }).id);
    this.account.teams.set(slug, { id: this.world.nextId(), slug, members: new Set(members) });
    return this;
  }
}

function issueOf(record: Repository, number: number): Issue {
  const issue = record.issues.get(number);
  if (issue === undefined) throw new Error(`There is no #${number}.`);
  return issue;
}

function pullOf(record: Repository, number: number): PullIssue {
  const issue = issueOf(record, number);
  if (!isPull(issue)) throw new Error(`#${number} is no pull request.`);
  return issue;
}

function reviewIn(record: Repository, number: number, id: number): readonly [PullIssue, Review] {
  const issue = pullOf(record, number);
  const review = issue.pull.reviews.get(id);
  if (review === undefined) throw new Error(`There is no review ${id}.`);
  return [issue, review];
}

function commentOf(record: Repository, id: number): Comment {
  const comment = record.comments.get(id);
  if (comment === undefined) throw new Error(`There is no comment ${id}.`);
  return comment;
}

function runOf(record: Repository, id: number): CheckRun {
  const run = record.checkRuns.get(id);
  if (run === undefined) throw new Error(`There is no check run ${id}.`);
  return run;
}
