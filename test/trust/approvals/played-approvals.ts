import { digestOf } from '../../../app/domain/digest.ts';
import { encodeManifest } from '../../../content/manifest/manifest.ts';
import { aGate, anApproval, aPlan, aRequest, aStep } from '../../support/build-plan.ts';
import { aPlace } from '../../support/hosted.ts';
import { begun, succeeded } from '../../support/script-host.ts';
import type { ApprovalWorld } from './approval-world.ts';
import type { Login, Move, MoveKind, Trial } from './approval-trial.ts';
import type { Given, Happened, Main } from './oracle-of-approvals.ts';
import { ADMINISTRATORS, HEAD, idOf, MAIN, personOf, PULL, SmallPull } from './small-pull.ts';

const DAY_S = 86_400;
const OTHER = 'c'.repeat(40);
const OUTPUT = { type: 'model', path: 'model', optional: false } as const;
const REGISTERS = {
  type: 'register',
  register: {
    model: 'churn',
    from: { type: 'output', step: 'evaluate', name: 'model' },
    metrics: 'evaluate',
    alias: null,
  },
} as const;

const MODEL = encodeManifest({ format: 1, single: false, entries: [] });
const MADE = {
  model: { digest: digestOf(MODEL), type: 'model', path: 'model', size: 0, files: 0 },
} as const;

/** One trial on the App: what is done is done there, and written down as it happened. */
export class PlayedApprovals {
  readonly history: Happened[] = [];
  readonly given: Given;
  run = '';
  /** When the step started; null: it has not. */
  startedAt: number | null = null;
  /** Another run deployed, of those that somebody asked for as an emergency. */
  isUrgent = false;
  readonly #world: ApprovalWorld;
  readonly #pull: SmallPull;
  readonly #place: number;
  readonly #crowded: boolean;
  #shown = '';
  #shownAfter = 0;
  #isOtherOver = false;
  #said = 0;
  #deploysBefore = 0;

  constructor(world: ApprovalWorld, trial: Trial) {
    this.#world = world;
    this.#place = 1000 + world.pulls.size;
    this.#crowded = trial.crowded;
    const named = { anyone: [], team: ['@acme/ml'], named: ['cat', 'ada'] }[trial.reviewers];
    const { count, fourEyes, byBot, auc } = trial;
    const main: Main = { atLeast: 0.8, reviewers: named, count, bots: 2, fourEyes };
    const hands = ['ada'];
    const about = { sha: HEAD, auc, expiresS: 2 * DAY_S, hands, byBot, requester: 'cat' };
    this.given = { ...about, main, bots: ['bot[bot]'], administrators: ADMINISTRATORS };
    this.#pull = new SmallPull({ main, hands, byBot });
    world.pulls.set(this.#place, this.#pull);
  }

  get #now(): number {
    return this.#world.clock.now() / 1000;
  }

  /** The step waits, beside another one that runs. */
  async begin(): Promise<void> {
    const { host, runtime, blobs, store } = this.#world;
    const { auc, main } = this.given;
    await blobs.putBytes(MODEL);
    const pushed = { repository: this.#place, sha: MAIN, by: personOf('ada'), at: 1 };
    await store.commit([{ type: 'head.pushed', ...pushed }]);
    host.acts.set('evaluate', () => [begun(), succeeded({ metrics: { auc }, artifacts: MADE })]);
    const gate = aGate('auc', { test: { type: 'value', op: '>=', value: main.atLeast } });
    const approval = { reviewers: main.reviewers, count: main.count, expiresMs: 2 * DAY_S * 1000 };
    const plan = aPlan(
      [
        aStep('evaluate', { gates: [gate], outputs: { model: OUTPUT } }),
        aStep('register', { needs: ['evaluate'], action: REGISTERS }),
        // Once there is nothing before the deployment that could wait for its slot.
        aStep('probe', { needs: ['register'] }),
        aStep('deploy', {
          needs: ['register'],
          approval: anApproval(approval),
          promote: [{ from: 'register', alias: 'production' }],
        }),
      ],
      { maxParallel: this.#crowded ? 1 : null },
    );
    this.#deploysBefore = host.started.filter(({ key }) => key === 'deploy').length;
    this.#put('head', { sha: HEAD });
    this.#put('base', { branch: 'main' });
    this.#put('permission', { of: 'eve', may: 'read' });
    for (const member of ['cat', 'dan']) this.#put('team', { of: member, isIn: true });
    const place = aPlace(this.#place, { trust: 'protected' });
    const repository = { ...place.repository, installation: this.#place };
    const hosted = { ...place, repository };
    const who = { trigger: 'command', actor: 'cat', actorId: idOf('cat') };
    const allotted = await runtime.allot(this.#place);
    const request = aRequest({ ...allotted, ...who, sha: HEAD, hosted });
    this.run = (await runtime.start(plan, request)).id;
    await this.#world.work();
    this.#put('waits', {});
    await this.#show();
  }

  async move({ kind, who, tells, works }: Move): Promise<void> {
    this.#world.clock.advance(1000);
    await this.#act(kind, who, tells);
    if (works) await this.#world.work();
    const deploys = this.#world.host.started.filter(({ key }) => key === 'deploy');
    if (deploys.some(({ run }) => run === this.run)) this.startedAt ??= this.#now;
    for (const { run } of deploys.slice(this.#deploysBefore)) await this.#noteUrgent(run);
  }

  async #noteUrgent(run: string): Promise<void> {
    const header = run === this.run ? null : await this.#world.store.runs.header(run);
    // Runs of trials before this one may go on.
    this.isUrgent ||= header?.hosted?.repository.id === this.#place;
  }

  async #act(kind: MoveKind, who: Login, tells: boolean): Promise<void> {
    const said = SAID[kind];
    if (said !== undefined) return this.#review(who, { ...said, tells });
    const passes = PASSES_MS[kind];
    if (passes !== undefined) return this.#world.clock.advance(passes);
    const act = this.#acts[kind];
    return act === undefined ? this.#changeSomething(kind, who, tells) : act(who, tells);
  }

  readonly #acts: { readonly [K in MoveKind]?: (who: Login, tells: boolean) => Promise<void> } = {
    dismiss: (who, tells) => this.#onReview('dismiss', who, tells),
    edit: (who, tells) => this.#onReview('edit', who, tells),
    press: (who) => this.#press(who, true),
    'press-stale': (who) => this.#press(who, false),
    command: (who) => this.#command(who, 'approved'),
    reject: (who) => this.#command(who, 'rejected'),
    freeze: (who) => this.#freeze(who, 3),
    'freeze-short': (who) => this.#freeze(who, 1),
    unfreeze: (who) => {
      this.#put('unfreeze', { by: who });
      return this.#say(who, '/mlp unfreeze churn');
    },
    emergency: (who) => {
      this.#put('emergency', { by: who });
      return this.#say(who, '/mlp promote churn@1 to=production emergency="it is down"');
    },
    measure: () => this.#endOther(true),
    finish: () => this.#endOther(false),
  };

  async #changeSomething(kind: MoveKind, who: Login, tells: boolean): Promise<void> {
    this.#change(kind, who);
    if (tells) await this.#deliver('push', aPush());
  }

  #change(kind: MoveKind, who: Login): void {
    const pull = this.#pull;
    if (kind === 'push') {
      pull.head = pull.head === HEAD ? OTHER : HEAD;
      this.#put('head', { sha: pull.head });
    } else if (kind === 'base') {
      pull.base = pull.base === 'main' ? 'release' : 'main';
      this.#put('base', { branch: pull.base });
    } else if (!this.#changePerson(kind, who)) {
      pull.main = mainAfter(kind, pull.main);
      this.#put('main', { main: pull.main });
    }
  }

  /** False: it is about nobody. */
  #changePerson(kind: MoveKind, of: Login): boolean {
    const { readers, team } = this.#pull;
    if (kind === 'demote' || kind === 'promote') {
      readers[kind === 'demote' ? 'add' : 'delete'](of);
      this.#put('permission', { of, may: kind === 'demote' ? 'read' : 'write' });
      return true;
    }
    if (kind !== 'leave-team' && kind !== 'join-team') return false;
    team[kind === 'join-team' ? 'add' : 'delete'](of);
    this.#put('team', { of, isIn: kind === 'join-team' });
    return true;
  }

  async #review(by: Login, { word, sha, tells }: Spoken): Promise<void> {
    const { reviews } = this.#pull;
    const submittedAt = this.#world.clock.now();
    reviews.push({
      id: 500 + reviews.length,
      by: personOf(by),
      state: word,
      sha,
      submittedAt,
      editedAt: null,
    });
    this.#put('review', { by, word, sha });
    if (tells) await this.#tell(by, 'submitted', reviews.length - 1);
  }

  /** Of their newest review; without any nothing happens. */
  async #onReview(kind: 'dismiss' | 'edit', by: Login, tells: boolean): Promise<void> {
    const { reviews } = this.#pull;
    const at = reviews.findLastIndex(
      (each) => each.by.login === by && each.state !== 'commented' && each.state !== 'dismissed',
    );
    const found = reviews[at];
    // Who edits is told of by GitHub alone: what the App never heard of nobody can know.
    if (found === undefined || (kind === 'edit' && !tells)) return;
    if (kind === 'dismiss') reviews[at] = { ...found, state: 'dismissed' };
    const type = kind === 'dismiss' ? 'dismissed' : 'edited';
    this.#put(type, { by });
    if (tells) await this.#tell(by, type, at);
  }

  async #tell(by: Login, action: string, at: number): Promise<void> {
    const review = this.#pull.reviews[at];
    this.#put('told', {});
    await this.#deliver('pull_request_review', {
      action,
      sender: accountOf(by),
      pull_request: { number: PULL, head: { sha: this.#pull.head, ref: 'topic' } },
      review: { id: review?.id, commit_id: HEAD, user: accountOf(by) },
    });
  }

  async #press(by: Login, fresh: boolean): Promise<void> {
    const { product, deps, store } = this.#world;
    const run = await store.runs.header(this.run);
    if (run?.hosted === undefined) throw new Error('the run is gone');
    if (fresh) await this.#show();
    const { repository } = run.hosted;
    const wish = `approve:${this.#shown}` as const;
    const once = `${(this.#said += 1)}`;
    const said = { actorId: idOf(by), permission: 'write', surface: 'page', asked: wish } as const;
    const pressed = { run, repository, wish, by: personOf(by), once, trigger: 'page', said };
    // What was shown before something else was measured is of that.
    const isSeen = !this.history.slice(this.#shownAfter).some(({ type }) => type === 'measured');
    if (isSeen) this.#put('says', { by, word: 'approved' });
    await product.pressOnRun(deps, pressed);
  }

  async #command(by: Login, word: 'approved' | 'rejected'): Promise<void> {
    const header = await this.#world.store.runs.header(this.run);
    const verb = word === 'approved' ? 'approve' : 'reject';
    this.#put('says', { by, word });
    await this.#say(by, `/mlp ${verb} #${header?.number}`);
  }

  async #freeze(by: Login, hours: number): Promise<void> {
    this.#put('freeze', { by, until: this.#now + hours * 3600 });
    await this.#say(by, `/mlp freeze churn until=${hours}h`);
  }

  async #say(by: Login, body: string): Promise<void> {
    await this.#deliver('issue_comment', {
      action: 'created',
      sender: accountOf(by),
      issue: { number: PULL, state: 'open', pull_request: { url: 'there' } },
      comment: {
        id: (this.#said += 1),
        body,
        user: accountOf(by),
        created_at: new Date(this.#world.clock.now()).toISOString(),
      },
    });
  }

  /** The other step is over, once. */
  async #endOther(measures: boolean): Promise<void> {
    if (this.#isOtherOver) return;
    this.#isOtherOver = true;
    if (measures) this.#put('measured', {});
    await this.#world.endOther(this.run, measures ? { probed: 1 } : {});
  }

  async #show(): Promise<void> {
    const { product, store } = this.#world;
    const rows = await store.runs.load(this.run);
    this.#shown = product.waitingDigest(rows?.steps ?? []);
    this.#shownAfter = this.history.length;
  }

  async #deliver(event: string, payload: object): Promise<void> {
    const { repository } = aPlace(this.#place);
    const { name, owner: login, defaultBranch } = repository;
    const about = { id: this.#place, name, owner: { login }, default_branch: defaultBranch };
    const told = { installation: { id: this.#place }, repository: about, ...payload };
    await this.#world.deliver(event, this.#place, told);
  }

  #put<T extends Happened['type']>(
    type: T,
    more: Omit<Extract<Happened, { type: T }>, 'type' | 'at'>,
  ): void {
    this.history.push({ type, at: this.#now, ...more } as Extract<Happened, { type: T }>);
  }
}

type Spoken = Reviewed & { readonly tells: boolean };
type Reviewed = {
  readonly word: 'approved' | 'changes_requested' | 'commented';
  readonly sha: string;
};

const SAID: Readonly<Partial<Record<MoveKind, Reviewed>>> = {
  'approve-review': { word: 'approved', sha: HEAD },
  'old-review': { word: 'approved', sha: OTHER },
  object: { word: 'changes_requested', sha: HEAD },
  comment: { word: 'commented', sha: HEAD },
};

const PASSES_MS: Readonly<Partial<Record<MoveKind, number>>> = {
  minute: 90_000,
  hour: 3_600_000,
  week: 3 * DAY_S * 1000,
};

function mainAfter(kind: MoveKind, main: Main): Main {
  switch (kind) {
    case 'tighten-gate':
      return { ...main, atLeast: main.atLeast === 0.8 ? 0.85 : 0.8 };
    case 'other-reviewers':
      return { ...main, reviewers: main.reviewers.length === 0 ? ['dan', 'eve'] : [] };
    case 'more-count':
      return { ...main, count: main.count === 1 ? 2 : 1 };
    default:
      return { ...main, bots: main.bots === 2 ? 3 : 2 };
  }
}

function accountOf(login: string) {
  const { id, isBot } = personOf(login);
  return { id, login, type: isBot ? 'Bot' : 'User' };
}

/** Of a branch of no interest, by nobody that starts anything. */
function aPush() {
  const sender = accountOf('mlpipelines[bot]');
  return { ref: 'refs/heads/main', before: OTHER, after: 'e'.repeat(40), sender };
}
