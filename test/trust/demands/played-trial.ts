import type { Author, Move, Trial } from './demand-trial.ts';
import type { DemandsWorld } from './demands-world.ts';
import { editFiles } from './edit-files.ts';
import { filesOf, mainPipelines } from './main-pipelines.ts';
import { whatStepsDo } from './what-steps-do.ts';
import { ProposedBook } from './proposed-book.ts';
import type { Files, SmallGitHub, SmallPull } from './small-github.ts';
import {
  commentPayload,
  groupPayload,
  pullPayload,
  pushPayload,
  suitePayload,
} from './small-webhooks.ts';

const ROLES = { ada: 'write', cat: 'write', root: 'admin', bob: 'read' } as const;
const SOURCES = { 'a.txt': '1', 'src/a.py': '1', 'docs/a.md': '1' };

/** Somebody's word that a pipeline need not pass, for one commit and one base. */
export type Override = { readonly pipeline: string; readonly sha: string; readonly base: string };

/** A trial that is played move by move on a repository of its own, and what was done there so far. */
export class PlayedTrial {
  readonly repository: SmallGitHub;
  readonly proposed: ProposedBook;
  readonly overrides: Override[] = [];
  /** Commits that somebody who may write let run. */
  readonly letRun = new Set<string>();
  /** Commits of the change that are, or were, somebody's to judge. */
  readonly shas: string[] = [];
  readonly #world: DemandsWorld;
  readonly #trial: Trial;
  #files: Files;
  #sha = '';
  #pull: SmallPull | null = null;
  #comments = 0;

  constructor(world: DemandsWorld, trial: Trial) {
    this.#world = world;
    this.#trial = trial;
    this.repository = world.repository(ROLES);
    this.proposed = new ProposedBook(this.repository);
    this.#files = { ...SOURCES, ...filesOf(mainPipelines(trial.main)) };
    world.host.act = whatStepsDo(world.store, trial.measures, this.shas);
  }

  get author(): Author {
    return this.#trial.author;
  }

  /** The default branch is there, and the change. */
  async begin(): Promise<void> {
    const sha = this.repository.commit('main', [], this.#files, 'root');
    this.repository.branches.set('dev', sha);
    await this.#pushed('main', null, 'root');
    const edited = this.#trial.edits.reduce(editFiles, { ...this.#files, 'change.txt': '1' });
    await this.#commit(edited);
  }

  /** Does something, and lets the App do all that follows. */
  async move(make: (played: PlayedTrial) => Promise<void>): Promise<void> {
    await make(this);
    await this.#world.settle();
  }

  /** Nothing of it goes on. */
  async end(): Promise<void> {
    const { id: repository } = this.repository;
    const { store, runtime } = this.#world;
    const query = { pipeline: null, open: true, limit: 100, repository };
    const open = await store.runs.list(query);
    for (const { id } of open) {
      const asked = { by: null, reason: 'the trial is over', forced: true };
      await runtime.handle(id, { type: 'run.cancel-requested', ...asked });
    }
    if (open.length > 0) await this.#world.settle();
  }

  /** What the default branch has now. */
  mainFiles(): Files {
    return this.repository.at('main')?.files ?? {};
  }

  async #commit(files: Files): Promise<void> {
    const before = this.#sha;
    this.#files = files;
    const parents = [before === '' ? (this.repository.at('main')?.sha ?? '') : before];
    this.#sha = this.repository.commit('topic', parents, files, this.author);
    this.shas.push(this.#sha);
    const isFork = this.author === 'eve';
    if (!isFork) await this.#pushed('topic', before === '' ? null : before, this.author);
    if (this.#pull?.isOpen !== true) return;
    this.#pull.headSha = this.#sha;
    this.#endOverrides(({ sha }) => sha === before);
    await this.#tellPull('synchronize', this.author, { before });
  }

  async #pushed(branch: string, before: string | null, by: string): Promise<void> {
    const after = this.repository.at(branch)?.sha ?? '';
    const ref = `refs/heads/${branch}`;
    if (branch !== 'main') this.proposed.byPush(after, ref, before);
    this.#endOverrides(({ base }) => base === branch);
    const moved = { ref, before, after, by };
    await this.#world.deliver('push', pushPayload(this.repository, moved));
    await this.#world.settle();
  }

  async #tellPull(action: string, by: string, more = {}, pull = this.#pull): Promise<void> {
    if (pull === null) return;
    const { number, base, branch, isFork, headSha } = pull;
    if (action !== 'closed') {
      const ref = isFork ? `refs/pull/${number}/head` : `refs/heads/${branch}`;
      const proposed = { event: 'pull_request', ref, base } as const;
      this.proposed.add(headSha, `pull ${number}`, proposed, base);
    }
    await this.#world.deliver(
      'pull_request',
      pullPayload(this.repository, pull, { action, by, ...more }),
    );
  }

  #endOverrides(isOver: (override: Override) => boolean): void {
    const left = this.overrides.filter((each) => !isOver(each));
    this.overrides.splice(0, this.overrides.length, ...left);
  }

  async open(base: string): Promise<void> {
    if (this.#pull !== null) return;
    this.#pull = {
      number: 1,
      author: this.author,
      branch: 'topic',
      isFork: this.author === 'eve',
      headSha: this.#sha,
      base,
      isOpen: true,
    };
    this.repository.pulls.set(1, this.#pull);
    await this.#tellPull('opened', this.author);
  }

  /** A second pull request of the same author, with one more edit. */
  async openAnother({ edit }: Move): Promise<void> {
    const { repository, author } = this;
    if (repository.pulls.has(2)) return;
    const edited = editFiles({ ...this.#files, 'another.txt': '1' }, edit);
    const main = repository.at('main')?.sha ?? '';
    const headSha = repository.commit('another', [main], edited, author);
    this.shas.push(headSha);
    const isFork = author === 'eve';
    const pull = {
      number: 2,
      author,
      branch: 'another',
      isFork,
      headSha,
      base: 'main',
      isOpen: true,
    };
    repository.pulls.set(2, pull);
    if (!isFork) await this.#pushed('another', null, author);
    await this.#tellPull('opened', author, {}, pull);
  }

  async setOpen(isOpen: boolean): Promise<void> {
    const pull = this.#pull;
    if (pull === null || pull.isOpen === isOpen) return;
    pull.isOpen = isOpen;
    this.#endOverrides(({ sha }) => sha === pull.headSha);
    if (isOpen) pull.headSha = this.#sha;
    await this.#tellPull(isOpen ? 'reopened' : 'closed', this.author);
  }

  async setBase(base: string): Promise<void> {
    const pull = this.#pull;
    if (pull === null || !pull.isOpen || pull.base === base) return;
    const from = pull.base;
    pull.base = base;
    await this.#tellPull('edited', this.author, { changes: { base: { ref: { from } } } });
  }

  async pushAgain({ edit }: Move): Promise<void> {
    const again = `${this.shas.length + 1}`;
    await this.#commit(editFiles({ ...this.#files, 'change.txt': again }, edit));
  }

  async pushElsewhere(): Promise<void> {
    if (this.author === 'eve') return;
    const before = this.repository.at('elsewhere')?.sha ?? null;
    this.repository.branches.set('elsewhere', this.#sha);
    await this.#pushed('elsewhere', before, this.author);
  }

  async tag(): Promise<void> {
    const moved = { ref: 'refs/tags/v1', before: null, after: this.#sha, by: this.author };
    if (this.author === 'eve') return;
    await this.#world.deliver('push', pushPayload(this.repository, moved));
  }

  /** The queue tests the pull request upon the default branch of now. */
  async queue(): Promise<void> {
    const pull = this.#pull;
    if (pull === null || !pull.isOpen || pull.base !== 'main') return;
    const baseSha = this.repository.at('main')?.sha ?? '';
    const branch = `gh-readonly-queue/main/pr-1-${baseSha}`;
    const files = this.#merged(pull.headSha);
    const headSha = this.repository.commit(branch, [baseSha, pull.headSha], files, this.author);
    this.repository.groups.set(headSha, [pull]);
    this.shas.push(headSha);
    if (this.letRun.has(pull.headSha)) this.letRun.add(headSha);
    const headRef = `refs/heads/${branch}`;
    const answered = this.overrides.filter(({ sha }) => sha === pull.headSha);
    for (const { pipeline, base } of answered) {
      if (base === 'main') this.overrides.push({ pipeline, sha: headSha, base });
    }
    this.proposed.add(
      headSha,
      'group',
      { event: 'merge_group', ref: headRef, base: 'main' },
      'main',
    );
    const group = { headSha, headRef, baseSha };
    await this.#world.deliver('merge_group', groupPayload(this.repository, group));
  }

  /** The files of the default branch with what a commit changes of them. */
  #merged(sha: string): Files {
    const ours = this.repository.at(sha)?.files ?? {};
    const merged = new Map(Object.entries(this.mainFiles()));
    for (const path of this.repository.changed('main', sha).paths) {
      const text = ours[path];
      if (text === undefined) merged.delete(path);
      else merged.set(path, text);
    }
    return Object.fromEntries(merged);
  }

  async say(by: string, body: string): Promise<void> {
    const pull = this.#pull;
    if (pull === null) return;
    const text = body.replace('HEAD', pull.headSha);
    const [, pipeline = ''] = /^\/mlp override (\w+)/.exec(text) ?? [];
    if (pipeline !== '' && by === 'root' && pull.isOpen) {
      this.overrides.push({ pipeline, sha: pull.headSha, base: pull.base });
    }
    if (text.startsWith('/mlp ok') && by === 'cat') this.letRun.add(pull.headSha);
    this.#comments += 1;
    const comment = { id: this.#comments, pull, by, body: text };
    await this.#world.deliver('issue_comment', commentPayload(this.repository, comment));
  }

  async rerunSuite(): Promise<void> {
    await this.#world.deliver('check_suite', suitePayload(this.repository, this.#sha, 'cat'));
  }

  /** Somebody else merges something into the default branch: stricter gates, or another file. */
  async mergeOther(isStricter: boolean): Promise<void> {
    const before = this.repository.at('main')?.sha ?? '';
    const files = Object.entries(this.mainFiles()).map(([path, text]) => [
      path,
      isStricter ? text.replace('value: 0.9', 'value: 0.94') : text,
    ]);
    const merged = { ...Object.fromEntries(files), 'other.txt': `${this.repository.commits.size}` };
    this.repository.commit('main', [before], merged, 'root');
    await this.#pushed('main', before, 'root');
  }
}
