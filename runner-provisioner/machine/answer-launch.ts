import { backoff } from '../../math/backoff.ts';
import { classOf, type ErrorClass } from '../ec2/error-classes.ts';
import { wordsForRefusal } from '../ec2/words-for-refusal.ts';
import { moved } from './deadlines.ts';
import { stays, type Act, type Closing, type Decision } from './decision.ts';
import { ended } from './end-machine.ts';
import type { EndReason, Instant, Machine, Tried } from './machine.ts';
import type { LaunchAnswer, RefusedPools } from './seen.ts';

const MINUTE = 60_000;
/** Of what EC2 refused, so much is remembered of one machine. */
const MOST_TRIED = 200;
const againMs = backoff({ first: 2000, longest: MINUTE, jitter: 0 });

/** What follows from EC2's answer to a launch. An answer that came too late, or twice, changes nothing. */
export function answerLaunch(machine: Machine, answer: LaunchAnswer, now: Instant): Decision {
  const { state } = machine;
  if (state.type !== 'launching') return late(machine, answer);
  switch (answer.type) {
    case 'launched': {
      const { instance } = answer;
      const expiresAt = Math.min(machine.expiresAt, instance.until ?? Infinity);
      const given = { ...machine, instance, expiresAt, paidSince: now };
      return stays(moved(given, { type: 'booting' }, now));
    }
    case 'refused':
      return refused(machine, state, { ...answer, now });
    case 'lost':
      // The next list of instances tells, by its tag.
      return stays(machine);
  }
}

/** One that came after all is ended: nobody waits for it any more. */
function late(machine: Machine, answer: LaunchAnswer): Decision {
  const isOther = answer.type === 'launched' && answer.instance.id !== machine.instance?.id;
  if (!isOther) return stays(machine);
  return { machine, acts: [{ type: 'terminate', instance: answer.instance }] };
}

type Answered = Extract<LaunchAnswer, { type: 'refused' }> & { readonly now: Instant };

type Launching = Extract<Machine['state'], { type: 'launching' }>;

function refused(
  machine: Machine,
  { ask, rung }: Launching,
  { errors, onlyReserved, now }: Answered,
): Decision {
  const told = errors.map((each) => ({ ...each, class: classOf(each.error) }));
  const tried = told.flatMap(({ pools, error }): readonly Tried[] =>
    pools.map(({ type, zone, market, reservation }) => ({
      pool: { type, zone, market },
      ...(reservation !== undefined && { reservation }),
      code: error.code,
      at: now,
    })),
  );
  const known = {
    ...machine,
    tried: [...machine.tried, ...tried].slice(-MOST_TRIED),
    ...(onlyReserved === true && { onlyReserved }),
  };
  const [first] = told;
  // It may be the reservation that cannot be had: then the rungs without it go on.
  const isLast = rung.reservation === undefined || onlyReserved === true;
  if (isLast && first !== undefined && told.every(({ class: kind }) => isHopeless(kind))) {
    const message = wordsForRefusal(first.error, first.class);
    const why: EndReason = { type: 'refused', isFinal: true, code: first.error.code, message };
    return ended(known, why, now);
  }
  const waits = told.map(({ class: kind }) => waitOf(kind, ask));
  const until = now + Math.min(...waits, ...(waits.length === 0 ? [againMs(ask)] : []));
  return {
    machine: moved(known, { type: 'pausing', until, ask, pauses: 0 }, now),
    acts: told.flatMap((each): readonly Act[] => {
      const closing = closingOf(each);
      return closing === null ? [] : [{ type: 'close', closing }];
    }),
  };
}

function isHopeless(kind: ErrorClass): boolean {
  return kind === 'fatal' || kind === 'denied';
}

/** Pools that are left alone need no wait: the next rung is asked at once. */
function waitOf(kind: ErrorClass, ask: number): number {
  switch (kind) {
    case 'transient':
    case 'adopt':
      return againMs(ask);
    case 'eventual':
      return 10_000;
    case 'account-wait':
      return 60 * MINUTE;
    default:
      return 0;
  }
}

/** How long an answer about capacity holds: for three minutes, as Karpenter keeps it. */
function closingOf(told: RefusedPools & { readonly class: ErrorClass }): Closing | null {
  const { pools, error, class: kind } = told;
  const { code } = error;
  switch (kind) {
    case 'capacity':
    case 'unknown':
      return { pools, scope: 'pool', class: kind, code, forMs: 3 * MINUTE };
    case 'quota':
      return { pools, scope: 'family', class: kind, code, forMs: 10 * MINUTE };
    case 'market-off':
      return { pools, scope: 'market', class: kind, code, forMs: 24 * 60 * MINUTE };
    case 'fatal':
    case 'denied':
      return { pools, scope: 'pool', class: kind, code, forMs: 60 * MINUTE };
    default:
      return null;
  }
}
