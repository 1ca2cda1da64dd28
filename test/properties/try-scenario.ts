import { isDeepStrictEqual } from 'node:util';
import type { RunEvent } from '../../app/domain/run/event.ts';
import type { Patch } from '../../app/domain/run/patch.ts';
import type { HotRun } from '../../app/engine/state/hot-run.ts';
import type { PlanIndex } from '../../app/engine/state/plan-index.ts';
import type { ReusedRow } from '../../app/engine/reuse.ts';
import { SOME_KEY } from '../support/drive-run.ts';
import type { Scenario } from './arbitrary-scenario.ts';
import type { Coverage } from './coverage.ts';
import type { Engine } from './engine-under-test.ts';
import { checkEnd, checkReuse } from './law-of-ends.ts';
import { law, LawBroken, type Step } from './law-broken.ts';
import { checkPatch } from './laws.ts';
import { markArrivals, markStart } from './mark-arrivals.ts';
import { mustBeIgnored } from './must-be-ignored.ts';
import { RunBook } from './run-book.ts';
import { World } from './world.ts';

type Taken = Readonly<Record<string, ReusedRow>>;
const MAX_EVENTS = 4_000;
/** So many attempts of a row in a row may count against no budget. */
const MOST_UNCHARGED = 10;

/** Plays a scenario on a kernel and throws `LawBroken` at the first law that it breaks. */
export function tryScenario(engine: Engine, scenario: Scenario, coverage: Coverage): void {
  const first = new Trial(engine, scenario, coverage, {});
  first.play(scenario.moves);
  first.end(scenario.end);
  if (scenario.rerun === null) return;
  const choice =
    scenario.rerun === 'from' ? { type: 'from' as const, step: 's0' } : { type: scenario.rerun };
  const rows = [...first.book.steps.values()];
  const taken = engine.reuse(first.plan, { run: 'r1', steps: rows, lost: new Set() }, choice);
  checkReuse(first.plan, rows, taken, choice);
  coverage.mark(`rerun ${scenario.rerun}`);
  const rerun = { ...scenario.request, id: 'r2', attempt: 2, rerunOf: 'r1' };
  const second = new Trial(engine, { ...scenario, request: rerun }, coverage, taken);
  for (const { row } of Object.values(taken)) coverage.mark(`reused ${row.role}`);
  second.play(scenario.moves.toReversed().slice(0, 12));
  second.end('success');
}

/** One run of a scenario, in the kernel's memory and in a book beside it. */
class Trial {
  readonly plan: PlanIndex;
  readonly book: RunBook;
  readonly #engine: Engine;
  readonly #run: HotRun;
  readonly #world: World;
  readonly #coverage: Coverage;
  readonly #first: Patch;
  readonly #events: RunEvent[] = [];
  readonly #emitted = new Set<string>();
  readonly #uncharged = new Set<string>();
  /** Attempts whose end asked to count against no budget. */
  readonly #excused = new Set<string>();

  constructor(engine: Engine, scenario: Scenario, coverage: Coverage, reuse: Taken) {
    const { request } = scenario;
    const at = 1_000_000;
    this.#engine = engine;
    this.#coverage = coverage;
    this.plan = engine.indexPlan(scenario.plan);
    const order = { planIndex: this.plan, planDigest: SOME_KEY, request, reuse, at };
    this.#first = engine.startRun(order);
    this.#run = engine.hotRunOf(this.plan, this.#first);
    this.book = new RunBook(this.#first);
    this.#world = new World(at);
    this.#check({ event: null, before: new Map(), headerBefore: null, patch: this.#first });
    markStart(scenario, this.#first, coverage);
  }

  play(moves: readonly number[]): void {
    for (const move of moves) {
      if (this.book.header.endedAt !== null) return;
      this.#send(this.#world.next(this.book, move));
    }
  }

  /** 7: every run ends, whether the world falls silent, answers, or calls every end of an attempt nobody's fault. */
  end(how: Scenario['end']): void {
    for (let count = 0; this.book.header.endedAt === null; count += 1) {
      const event = this.#world.atTheEnd(this.book, how) ?? this.#world.nextTimer(this.book);
      if (event === null || count > MAX_EVENTS) throw new LawBroken(7, 'the run does not end');
      this.#send(event);
    }
    checkEnd(this.plan, this.book);
    this.#send({ type: 'run.cancel-requested', at: 0, by: null, reason: 'late', forced: true });
    this.#checkRecords();
  }

  #send(event: RunEvent): void {
    const patch = this.#engine.decide(this.#run, event);
    this.#coverage.markEvent(event, patch, this.book);
    if (this.#events.length % 4 === 0) this.#checkSameAnswer(event, patch);
    if (patch === null) return;
    const which = this.book.header.endedAt === null ? 3 : 4;
    law(which, !mustBeIgnored(event, this.book, this.plan), `a late ${event.type} changed the run`);
    this.#write(event, patch);
    const again = this.#engine.decide(this.#run, event);
    law(2, again === null, `${event.type} changed the run a second time`);
  }

  #write(event: RunEvent, patch: Patch): void {
    const headerBefore = this.book.header;
    law(1, patch.header.version === headerBefore.version + 1, 'the version does not count patches');
    const before = new Map(patch.steps.map(({ key }) => [key, this.book.steps.get(key)]));
    if (event.type === 'attempt.ended' && !this.#isCharged(event)) {
      this.#uncharged.add(`${event.key}#${event.attempt}`);
    }
    if (event.type === 'attempt.ended' && !event.outcome.charged && !this.#isStopped(event.key)) {
      this.#excused.add(`${event.key}#${event.attempt}`);
    }
    this.#run.apply(patch);
    this.book.write(patch);
    this.#events.push(event);
    this.#check({ event, before, headerBefore, patch });
    markArrivals(this.plan, before, patch.steps, this.#coverage);
  }

  #check(step: Omit<Step, 'plan' | 'book' | 'uncharged'>): void {
    const { plan, book } = this;
    checkPatch({ ...step, plan, book, uncharged: this.#uncharged }, this.#emitted);
  }

  #isCharged({ outcome, key, attempt }: Extract<RunEvent, { type: 'attempt.ended' }>): boolean {
    if (this.#isStopped(key)) return false;
    let inARow = 0;
    while (this.#excused.has(`${key}#${attempt - 1 - inARow}`)) inARow += 1;
    return outcome.charged || inARow >= MOST_UNCHARGED;
  }

  /** Told to stop, for its budget too: how it ends counts for nothing. */
  #isStopped(key: string): boolean {
    return this.book.steps.get(key)?.ending !== null;
  }

  /** 1: a replica that loads the rows decides the same. */
  #checkSameAnswer(event: RunEvent, patch: Patch | null): void {
    const loaded = this.#engine.HotRun.load(this.plan, this.book.rows());
    const again = this.#engine.decide(loaded, event);
    law(1, isDeepStrictEqual(again, patch), `another answer to ${event.type}`);
  }

  /** 1: memory, store and replay agree. */
  #checkRecords(): void {
    const rows = this.book.rows();
    law(1, isDeepStrictEqual(this.#run.rows(), rows), 'memory and store differ');
    const replayed = this.#engine.replay(this.plan, this.#first, this.#events);
    law(1, isDeepStrictEqual(replayed.rows(), rows), 'replay leads elsewhere');
  }
}
