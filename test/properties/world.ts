import type { AttemptOutcome, RunEvent, StepProducts } from '../../app/domain/run/event.ts';
import type { Baseline } from '../../app/domain/gate.ts';
import type { AttemptWait } from '../../app/domain/run/attempt-wait.ts';
import type { MachinePlace, StepRow, Timer } from '../../app/domain/run/run.ts';
import { FAILURE_CLASSES } from '../../app/domain/statuses.ts';
import { anOutcome } from '../support/drive-run.ts';
import { LIVE } from './law-broken.ts';
import type { RunBook } from './run-book.ts';

const KEY = `sha256:${'a'.repeat(64)}` as const;

/** Everything outside the kernel: answers to its effects, people, clocks; late, repeated, lost or wrong as a number says. */
export class World {
  at: number;
  readonly #past: RunEvent[] = [];
  #raises = 0;

  constructor(at: number) {
    this.at = at;
  }

  /** The event that this number makes of what is possible now. */
  next(book: RunBook, pick: number): RunEvent {
    const event = this.#make(book, pick);
    this.#past.push(event);
    return event;
  }

  /** The clock that runs out first; null: there is none. */
  nextTimer(book: RunBook): RunEvent | null {
    const [timer] = byDue(book);
    return timer === undefined ? null : this.#fire(timer);
  }

  /** What answers something that is waited for, in the way in which the run is to end; null: only clocks are left. */
  atTheEnd(book: RunBook, how: 'silence' | 'success' | 'excuses'): RunEvent | null {
    if (how === 'silence') return null;
    if (book.header.status === 'queued') return { type: 'run.admitted', at: this.#tick(1) };
    for (const row of book.steps.values()) {
      const isExcused = how === 'excuses' && LIVE.has(row.state);
      const event = isExcused ? this.#excused(row) : this.#answer(row, FRIENDLY);
      if (event !== null) return event;
    }
    return null;
  }

  /** An end that asks to count against no budget. */
  #excused({ key, attempt }: StepRow): RunEvent {
    const at = this.#tick(1);
    const outcome = anOutcome({ status: 'interrupted', class: 'infra', charged: false });
    return { type: 'attempt.ended', at, key, attempt, outcome, baselines: {}, chance: 0.5 };
  }

  #make(book: RunBook, pick: number): RunEvent {
    const kind = pick % 64;
    const detail = Math.floor(pick / 64);
    // A cancel is interesting above all where everything waits for a person.
    const isCancel = kind === 63 || (kind > 55 && book.header.status === 'waiting');
    if (isCancel) return this.#cancel(detail % 4 === 0);
    if (kind === 62) return this.#repeated(detail) ?? this.#stray(book, detail);
    if (kind >= 59) return this.#stray(book, detail);
    return this.#expected(book, kind, detail) ?? this.#stray(book, detail);
  }

  #repeated(detail: number): RunEvent | undefined {
    return this.#past[detail % (this.#past.length || 1)];
  }

  #expected(book: RunBook, kind: number, detail: number): RunEvent | null {
    if (book.header.status === 'queued') return { type: 'run.admitted', at: this.#tick(detail) };
    if (kind >= 54) return this.#anyTimer(book, detail);
    const rows = [...book.steps.values()].filter((row) => isAwaited(row));
    const row = rows[kind % (rows.length || 1)];
    const event = row === undefined ? null : this.#answer(row, detail);
    return event ?? this.#anyTimer(book, detail);
  }

  #anyTimer(book: RunBook, detail: number): RunEvent | null {
    const timers = byDue(book);
    // The run's own clock comes last and ends everything: mostly leave it alone.
    const timer = detail % 16 === 15 ? timers.at(-1) : timers[detail % (timers.length || 1)];
    if (timer === undefined || (timer.purpose === 'run' && detail % 16 !== 15)) return null;
    return this.#fire(timer);
  }

  #fire(timer: Timer): RunEvent {
    this.at = Math.max(this.at, timer.dueAt);
    return { type: 'timer.fired', at: this.at, timer: timer.id, chance: 0.25 };
  }

  /** Whoever raises a budget again says it again. */
  #onceMore(event: RunEvent | null): RunEvent | null {
    if (event?.type !== 'budget.raised') return event;
    this.#raises += 1;
    return { ...event, once: `raise ${this.#raises}` };
  }

  #answer(row: StepRow, detail: number): RunEvent | null {
    const at = this.#tick(detail);
    const { key } = row;
    switch (row.state) {
      case 'looking-up': {
        const made = { run: 'r0', key, ...productsOf(detail) };
        const hit = detail % 2 === 1 ? made : null;
        return {
          type: 'cache.answered',
          at,
          key,
          cacheKey: KEY,
          hit,
          baselines: baselinesOf(detail),
        };
      }
      case 'approval':
        return this.#approve(row, detail);
      case 'starting':
        return detail % 3 === 0 ? this.#ended(row, detail) : beforeItRuns(row, at, detail);
      case 'running':
      case 'stopping':
        return stopForMoney(row, at, detail) ?? this.#ended(row, detail);
      default:
        return this.#onceMore(answerToWork(row, at, detail));
    }
  }

  #ended(row: StepRow, detail: number): RunEvent {
    const outcome = outcomeOf(detail, row.state === 'stopping');
    const { key, attempt } = row;
    const baselines = baselinesOf(detail);
    return { type: 'attempt.ended', at: this.at, key, attempt, outcome, baselines, chance: 0.5 };
  }

  #approve(row: StepRow, detail: number): RunEvent {
    // Rarely someone who has decided already.
    const fresh = PEOPLE.filter((name) => !row.approvals.some(({ by }) => by === name));
    const people = detail % 9 === 8 ? PEOPLE : fresh;
    const by = people[detail % (people.length || 1)] ?? 'ada';
    const standsFor = detail % 5 === 0 ? null : '@acme/ml';
    const decision = detail % 7 === 6 ? 'rejected' : 'approved';
    const { at } = this;
    const { key } = row;
    const [earlier] = row.approvals;
    if (earlier !== undefined && detail % 4 === 3) {
      const taken = detail % 8 === 7 ? 'eve' : earlier.by;
      return { type: 'approval.withdrawn', at, key, by: taken };
    }
    return { type: 'approval.decided', at, key, by, standsFor, decision, comment: null };
  }

  #cancel(forced: boolean): RunEvent {
    const at = this.#tick(1);
    return { type: 'run.cancel-requested', at, by: 'ada', reason: 'ada cancelled it', forced };
  }

  /** A report about any row and any attempt of it, whatever state they are in. */
  #stray(book: RunBook, detail: number): RunEvent {
    const rows = [...book.steps.values()];
    const row = rows[detail % rows.length];
    const key = row?.key ?? 'nowhere';
    const at = this.#tick(detail);
    const attempt = Math.max(0, (row?.attempt ?? 0) - (detail % 2));
    const stray: readonly RunEvent[] = [
      { type: 'attempt.started', at, key, attempt, resumedFrom: null },
      {
        type: 'attempt.ended',
        at,
        key,
        attempt,
        outcome: outcomeOf(detail, false),
        baselines: baselinesOf(detail),
        chance: 0.5,
      },
      waits({ key, attempt }, at, detail),
      { type: 'attempt.placed', at, key, attempt, on: PLACE },
      { type: 'attempt.rejected', at, key, attempt, reason: 'no' },
      { type: 'cache.answered', at, key, cacheKey: KEY, hit: null, baselines: {} },
      { type: 'baselines.answered', at, key, baselines: baselinesOf(detail) },
      { type: 'model.promoted', at, key, attempt, refused: null },
      { type: 'budget.decided', at, key, attempt, verdict: 'go', ...MONEY },
      { type: 'budget.decided', at, key, attempt: attempt + 1, verdict: 'go', ...MONEY },
      { type: 'timer.fired', at, timer: `r1/${key}/${attempt}/timeout`, chance: 0 },
      { type: 'run.admitted', at },
      { type: 'run.created', at },
      {
        type: 'approval.decided',
        at,
        key,
        by: 'eve',
        standsFor: null,
        decision: 'approved',
        comment: null,
      },
    ];
    return stray[detail % stray.length] ?? { type: 'run.created', at };
  }

  #tick(detail: number): number {
    this.at += (detail % 4) * 700;
    return this.at;
  }
}

const PEOPLE = ['ada', 'bob', 'eve'];

/** Makes every answer the good one. */
const FRIENDLY = 16;

/** GitHub may have been asked some time before its answer is told. */
function waits(
  { key, attempt }: Pick<StepRow, 'key' | 'attempt'>,
  at: number,
  detail: number,
): RunEvent {
  const seenAt = at - (detail % 2) * 400;
  return { type: 'attempt.waits', at, key, attempt, on: waitOf(detail), seenAt, chance: 0.25 };
}

const MONEY = { estimateUsd: null, boundUsd: 2, spentUsd: 9, limitUsd: 10, by: 'per-run' } as const;

function answerAboutMoney(row: StepRow, at: number, detail: number): RunEvent {
  const { key, state } = row;
  if (state === 'budget' && detail % 3 !== 2) {
    return { type: 'budget.raised', at, by: 'ada', usd: 5, once: key };
  }
  if (state === 'budget') {
    return { type: 'budget.decided', at, key, attempt: row.attempt, verdict: 'go', ...MONEY };
  }
  const verdict = detail % 5 === 3 ? 'hold' : detail % 11 === 9 ? 'fail' : 'go';
  return { type: 'budget.decided', at, key, attempt: row.attempt + 1, verdict, ...MONEY };
}

function stopForMoney(row: StepRow, at: number, detail: number): RunEvent | null {
  const { key, attempt, state } = row;
  if (state !== 'running' || detail % 29 !== 28) return null;
  const verdict = detail % 2 === 0 ? 'hold' : 'fail';
  return { type: 'budget.decided', at, key, attempt, verdict, ...MONEY };
}

function beforeItRuns(row: StepRow, at: number, detail: number): RunEvent {
  const { key, attempt } = row;
  if (detail % 7 === 3) return waits(row, at, detail);
  if (detail % 21 === 8) return { type: 'attempt.placed', at, key, attempt, on: PLACE };
  if (detail % 21 === 5) return { type: 'attempt.rejected', at, key, attempt, reason: 'no' };
  return { type: 'attempt.started', at, key, attempt, resumedFrom: null };
}

const PLACE: MachinePlace = {
  instance: 'i-1',
  type: 'g5.xlarge',
  region: 'us-east-1',
  zone: 'us-east-1a',
  market: 'spot',
  usdHour: 0.4,
};

function waitOf(detail: number): AttemptWait | null {
  const url = 'https://github.example/job/1';
  if (detail % 4 === 0) return null;
  if (detail % 8 === 2) return { for: 'machine', text: 'no room yet', url: null };
  if (detail % 4 === 1) return { for: 'environment', environment: 'production', url };
  return { for: 'queue', url };
}

function answerToWork(row: StepRow, at: number, detail: number): RunEvent | null {
  const { key, attempt, state } = row;
  if (state === 'pricing' || state === 'budget') return answerAboutMoney(row, at, detail);
  if (state === 'judging') {
    return { type: 'baselines.answered', at, key, baselines: baselinesOf(detail) };
  }
  if (state !== 'promoting') return null;
  const refused = detail % 4 === 2 ? 'someone else moved it' : null;
  return { type: 'model.promoted', at, key, attempt, refused };
}

function isAwaited(row: StepRow): boolean {
  return !['waiting', 'open', 'held', 'ready', 'backoff', 'over'].includes(row.state);
}

function byDue(book: RunBook): readonly Timer[] {
  return [...book.timers.values()].sort((a, b) => a.dueAt - b.dueAt || (a.id < b.id ? -1 : 1));
}

function outcomeOf(detail: number, isStopping: boolean): AttemptOutcome {
  const kind = detail % 17;
  if (isStopping && kind % 4 !== 0) return anOutcome({ status: 'cancelled' });
  if (kind < 7) return anOutcome({ status: 'succeeded', products: productsOf(detail >> 4) });
  if (kind === 7) return anOutcome({ status: 'cancelled', message: 'cancelled by hand' });
  const failure = FAILURE_CLASSES[kind - 8] ?? 'failure';
  const interrupted = ['infra', 'capacity', 'spot-interruption'].includes(failure);
  return anOutcome({
    status: interrupted ? 'interrupted' : 'failed',
    class: failure,
    exitCode: failure === 'exit-code' ? ([1, 75][(detail >> 4) % 2] ?? 1) : null,
    charged: (detail >> 4) % 8 !== 7,
  });
}

function productsOf(detail: number): StepProducts {
  const digest = `sha256:${'d'.repeat(64)}` as const;
  const out = { digest, type: 'dataset', path: 'out', size: 1, files: 1 } as const;
  const auc = [0.9, 0.9, 0.5][detail % 3];
  const metrics = detail % 8 === 7 ? {} : { auc: auc ?? 0.9 };
  const champion = detail % 2 === 0 ? { 'champion.auc': 0.85 } : {};
  return {
    outputs:
      detail % 8 === 6 ? {} : { cells: ['[]', '[1]', '[1,2,3]', '[1,1]'][detail % 5] ?? '[5]' },
    artifacts: detail % 8 === 5 ? {} : { out },
    metrics: { ...metrics, ...champion },
    facts: {},
  };
}

function baselinesOf(detail: number): Readonly<Record<string, Baseline>> {
  const found: Baseline = {
    type: 'found',
    run: 'r0',
    metrics: detail % 5 === 4 ? {} : { auc: 0.7 },
  };
  const underWay: Baseline = { type: 'under-way', run: 'r0', number: 7 };
  const known: Baseline = detail % 3 === 0 ? { type: 'none' } : found;
  const baseline = detail % 7 === 6 ? underWay : known;
  const sure: Baseline =
    baseline.type === 'found' ? { ...baseline, ...comparisonOf(detail) } : baseline;
  return detail % 11 === 10 ? {} : { baseline, strict: baseline, sure };
}

/** What examples say of the change: that it is surely none, surely one, either, or nothing yet. */
function comparisonOf(detail: number): Pick<Extract<Baseline, { type: 'found' }>, 'comparison'> {
  const ends = [
    [-0.01, 0.01],
    [-0.4, -0.3],
    [-0.2, 0.1],
  ][detail % 4];
  if (ends === undefined) return detail % 8 === 7 ? {} : { comparison: { type: 'under-way' } };
  const [low = 0, high = 0] = ends;
  const change = (low + high) / 2;
  const method = { type: 'bca', resamples: 100, units: 100 } as const;
  const sides = { value: 0.7 + change, before: 0.7, n: 100, clusters: null };
  const interval = { low, high };
  return {
    comparison: { type: 'compared', ...sides, change, interval, error: 0.01, p: 0.5, method },
  };
}
