import { choosePools, type PoolsChoice } from '../spot/choose-pools.ts';
import type { SpotFacts } from '../spot/spot-facts.ts';
import { stays, type Decision } from './decision.ts';
import { moved } from './deadlines.ts';
import { ended } from './end-machine.ts';
import type { Candidate } from '../spot/candidate.ts';
import { ladderFor } from './ladder.ts';
import type { EndReason, Instant, Machine, Rung } from './machine.ts';
import type { SeenInstance } from './instances.ts';
import type { Observed } from './seen.ts';
import { wordsForTried } from './words-for-tried.ts';

export type Hunting = Extract<Machine['state'], { type: 'requested' | 'launching' | 'pausing' }>;

/** What a step of the hunt goes by. */
export type HuntView = {
  readonly seen: Pick<
    Observed,
    'instances' | 'seenAt' | 'candidates' | 'whyNone' | 'closed' | 'pools'
  >;
  readonly now: Instant;
  readonly mayBeSpot: boolean;
  readonly spot: SpotFacts | null;
};

/** EC2's lists lag behind what it made: a launch whose answer was lost is looked for before it is asked for again. */
const LOOK_FOR_MS = 60_000;
const PAUSES_MS: readonly number[] = [30_000, 60_000, 120_000, 300_000];

/** Looks for room, rung by rung, until there is a machine or the hunt has lasted too long. */
export function hunt(machine: Machine, state: Hunting, view: HuntView): Decision {
  const { now, seen } = view;
  const [found] = seen.instances?.of(machine) ?? [];
  if (found !== undefined) return adopted(machine, found, now);
  if (now >= machine.huntUntil) return gaveUp(machine, now);
  return isToAsk(machine, state, view) ? nextRung(machine, view) : stays(machine);
}

function isToAsk({ stateAt }: Machine, state: Hunting, { seen, now }: HuntView): boolean {
  switch (state.type) {
    case 'requested':
      return true;
    case 'pausing':
      return now >= state.until;
    case 'launching':
      // With a token of its own: should the lost one appear after all, it is nobody's, and goes.
      return seen.instances !== null && seen.seenAt >= stateAt + LOOK_FOR_MS;
  }
}

/** Asks for the first rung that has room left for all that is known; with none, pauses and begins again. */
function nextRung(machine: Machine, view: HuntView): Decision {
  const { seen, now, mayBeSpot } = view;
  const { asked, attempt, onlyReserved } = machine;
  const candidates = seen.candidates(machine);
  if (candidates.length === 0) return ended(machine, nothingFits(seen.whyNone(machine)), now);
  const wish = { ...asked, ...(onlyReserved === true && { onlyReserved }) };
  const choices = choicesOf(machine, candidates, view);
  const terms = { closed: seen.closed, now, mayBeSpot, choices };
  const [rung] = ladderFor(wish, candidates, terms);
  if (rung === undefined) return pause(machine, now);
  const ask = asksOf(machine) + 1;
  const { choice: _, ...before } = machine;
  const choice = rung.reservation === undefined ? choices.get(rung.region)?.best : undefined;
  const known = { ...before, ...(choice !== undefined && { choice }) };
  const next = moved(known, { type: 'launching', ask, rung }, now);
  const types = [...new Set(rung.pools.map(({ type }) => type))].join(', ');
  return {
    machine: next,
    acts: [
      { type: 'launch', machine: machine.id, token: tokenOf(machine.id, ask), rung },
      { type: 'tell', attempt, text: `asking EC2 in ${rung.region} for ${kindOf(rung)} ${types}` },
    ],
  };
}

/** By region: prices and losses are each one's own. */
function choicesOf(
  { id, asked: { spot: wish, maxPrice } }: Machine,
  candidates: readonly Candidate[],
  { seen: { pools }, now, spot }: HuntView,
): ReadonlyMap<string, PoolsChoice> {
  if (spot === null || wish !== 'prefer') return new Map();
  const view = { maxPrice, seen: pools, now, isTrial: isTrial(id) };
  const byRegion = [...Map.groupBy(candidates, ({ region }) => region)];
  return new Map(
    byRegion.flatMap(([region, those]) => {
      const choice = choosePools(spot, those, view);
      return choice === null ? [] : [[region, choice] as const];
    }),
  );
}

/** One machine of eight, and always the same: the end of its id is drawn at random from 32 letters. */
function isTrial(id: string): boolean {
  return /[0-3]$/.test(id);
}

function kindOf({ market, reservation }: Rung): string {
  return reservation === undefined ? market : `room in ${reservation}:`;
}

/** At most 64 characters, a new one for each ask: with other parameters EC2 refuses one that was used. */
function tokenOf(machine: string, ask: number): string {
  return `${machine}-${ask}`;
}

function asksOf({ state }: Machine): number {
  return state.type === 'launching' || state.type === 'pausing' ? state.ask : 0;
}

function pause(machine: Machine, now: Instant): Decision {
  const pauses = machine.state.type === 'pausing' ? machine.state.pauses : 0;
  const ms = PAUSES_MS[Math.min(pauses, PAUSES_MS.length - 1)] ?? 0;
  const state = {
    type: 'pausing',
    until: now + ms,
    ask: asksOf(machine),
    pauses: pauses + 1,
  } as const;
  const text = `no room on EC2 yet (${wordsForTried(machine.tried)}); asks again in ${ms / 1000} s`;
  return {
    machine: moved(machine, state, now),
    acts: [{ type: 'tell', attempt: machine.attempt, text }],
  };
}

function adopted(machine: Machine, found: SeenInstance, now: Instant): Decision {
  const { id, region, pool, image } = found;
  const reservation =
    machine.state.type === 'launching' ? machine.state.rung.reservation : undefined;
  // What it costs stood in the answer that was lost.
  const instance = {
    id,
    region,
    ...pool,
    image,
    usdHour: null,
    ...(reservation !== undefined && { reservation }),
  };
  // By its tag, which a Capacity Block may have brought forward.
  const expiresAt = Math.min(machine.expiresAt, found.expiresAt ?? Infinity);
  const given = { ...machine, instance, expiresAt, paidSince: found.launchedAt };
  return stays(moved(given, { type: 'booting' }, now));
}

function gaveUp(machine: Machine, now: Instant): Decision {
  const minutes = Math.round(machine.asked.capacityTimeoutMs / 60_000);
  const message = `EC2 had no machine for it within ${minutes} min: ${wordsForTried(machine.tried)}. Allow more types or \`spot: never\` in \`resources\`, or raise \`queue-timeout\`.`;
  const why: EndReason = {
    type: 'capacity',
    isFinal: true,
    code: machine.tried.at(-1)?.code ?? null,
    message,
  };
  return ended(machine, why, now);
}

function nothingFits(why: string | null): EndReason {
  const next = 'Ask for less, or allow more types in the policy.';
  const message = 'No type of machine that this app may start has what `resources` asks for.';
  return {
    type: 'refused',
    isFinal: true,
    code: null,
    message: why === null ? `${message} ${next}` : why,
  };
}
