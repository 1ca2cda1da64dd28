import { array, boolean, check, constantFrom, nat, property, record } from 'fast-check';
import type {
  ConcurrencyDecision,
  ConcurrencyEvent,
  ConcurrencyState,
} from '../../app/engine/decide-concurrency.ts';
import type { Engine } from './engine-under-test.ts';
import { law } from './law-broken.ts';
import { messageOf } from '../../text/message-of.ts';

type Policy = Extract<ConcurrencyEvent, { type: 'group.joined' }>['policy'];
type Member = { standing: 'waiting' | 'admitted' | 'left'; cancelled: boolean; waits: boolean };

/** Random comings and goings in one concurrency group; throws nothing, says what broke first. */
export function tryConcurrency(engine: Engine, runs: number, seed: number): string | null {
  const policies = record({ cancelInProgress: boolean(), queue: constantFrom('one', 'all') });
  const details = check(
    property(policies, array(nat({ max: 99 }), { maxLength: 24 }), (policy, moves) => {
      const group = new GroupTrial(engine, policy);
      for (const move of moves) group.move(move);
      group.end();
    }),
    { numRuns: runs, seed },
  );
  if (!details.failed) return null;
  const { errorInstance: error } = details;
  return `${messageOf(error)} ${JSON.stringify(details.counterexample)}`;
}

const EMPTY: ConcurrencyState = { holder: null, waiting: [], gone: [] };

class GroupTrial {
  readonly #engine: Engine;
  readonly #policy: Policy;
  readonly #members: Member[] = [];
  #state = EMPTY;

  constructor(engine: Engine, policy: Policy) {
    this.#engine = engine;
    this.#policy = policy;
  }

  move(move: number): void {
    const of = Math.floor(move / 4) % (this.#members.length + 1);
    if (move % 4 === 0 || this.#members.length === 0) this.#join(this.#members.length);
    else if (move % 4 === 1) this.#join(of === this.#members.length ? 0 : of);
    else if (move % 4 === 2) this.#leave(of);
    else this.#wait(of);
  }

  /** Every run that was not cancelled gets its turn. */
  end(): void {
    for (let turn = 0; turn <= this.#members.length; turn += 1) {
      for (const [run, member] of this.#members.entries()) {
        if (member.standing === 'admitted' || member.cancelled) this.#leave(run);
      }
    }
    const forgotten = this.#members.findIndex(({ standing }) => standing !== 'left');
    law(7, forgotten === -1, `run ${forgotten} never gets its turn`);
    law(
      7,
      this.#state.holder === null && this.#state.waiting.length === 0,
      'the group is not empty',
    );
  }

  #join(run: number): void {
    const isNew = run === this.#members.length;
    if (isNew) this.#members.push({ standing: 'waiting', cancelled: false, waits: false });
    this.#send({ type: 'group.joined', run: String(run), policy: this.#policy });
    if (isNew) this.#checkJoined(run);
  }

  #checkJoined(run: number): void {
    const others = this.#members.filter((member, index) => index !== run && !member.cancelled);
    const { cancelInProgress, queue } = this.#policy;
    const holder = others.find(({ standing }) => standing === 'admitted');
    law(6, holder === undefined || !cancelInProgress, 'the holder goes on');
    law(6, holder?.waits !== true, 'a holder that waits for an approval goes on');
    const waiting = others.filter(({ standing }) => standing === 'waiting').length;
    law(6, queue === 'all' || waiting === 0, 'two runs wait');
  }

  #leave(run: number): void {
    const member = this.#members[run];
    // A run ends when it was admitted, or when it was cancelled while it waited.
    if (member === undefined || (member.standing === 'waiting' && !member.cancelled)) return;
    member.standing = 'left';
    this.#send({ type: 'group.left', run: String(run) });
    const isFree = !this.#members.some(({ standing }) => standing === 'admitted');
    law(7, !isFree || !this.#isWanted(), 'nobody is admitted');
  }

  #wait(run: number): void {
    const member = this.#members[run];
    if (member?.standing !== 'admitted') return;
    member.waits = true;
    this.#send({ type: 'group.waits', run: String(run) });
    law(6, !this.#isWanted() || member.cancelled, 'it does not give way');
  }

  #isWanted(): boolean {
    return this.#members.some(({ standing, cancelled }) => standing === 'waiting' && !cancelled);
  }

  #send(event: ConcurrencyEvent): void {
    const decision = this.#engine.decideConcurrency(this.#state, event);
    if (decision === null) return;
    this.#state = decision.state;
    this.#tell(decision);
    const admitted = this.#members.filter(({ standing }) => standing === 'admitted');
    law(6, admitted.length <= 1, 'two runs at once');
    law(2, this.#engine.decideConcurrency(this.#state, event) === null, `${event.type} twice`);
  }

  #tell({ admit, cancel }: ConcurrencyDecision): void {
    for (const run of admit) {
      const member = this.#members[Number(run)];
      law(
        6,
        member?.standing === 'waiting',
        `run ${run} is admitted, but it is ${member?.standing}`,
      );
      const first = this.#members.findIndex(
        ({ standing, cancelled }) => standing === 'waiting' && !cancelled,
      );
      law(6, first === Number(run), `run ${run} goes before run ${first}`);
      if (member !== undefined) member.standing = 'admitted';
    }
    for (const { run } of cancel) {
      const member = this.#members[Number(run)];
      if (member !== undefined) member.cancelled = true;
    }
  }
}
