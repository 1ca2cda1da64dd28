import { array, boolean, constantFrom, record, tuple, type Arbitrary } from 'fast-check';

export const PEOPLE = ['ada', 'cat', 'dan', 'eve', 'bot[bot]'] as const;
export type Login = (typeof PEOPLE)[number];

export const MOVES = [
  'approve-review',
  'object',
  'comment',
  'dismiss',
  'edit',
  'old-review',
  'press',
  'press-stale',
  'command',
  'reject',
  'push',
  'base',
  'demote',
  'promote',
  'leave-team',
  'join-team',
  'tighten-gate',
  'other-reviewers',
  'more-count',
  'policy',
  'measure',
  'finish',
  'finish',
  'minute',
  'minute',
  'hour',
  'week',
] as const;
export type MoveKind = (typeof MOVES)[number];

/** Something that somebody does. `tells`: the App hears of it; `works`: it does then what there is to do. */
export type Move = {
  readonly kind: MoveKind;
  readonly who: Login;
  readonly tells: boolean;
  readonly works: boolean;
};

export type Trial = {
  readonly reviewers: 'anyone' | 'team' | 'named';
  readonly count: 1 | 2;
  readonly byBot: boolean;
  readonly fourEyes: boolean;
  readonly auc: number;
  /** One slot alone, which the other step holds: what is approved waits for it. */
  readonly crowded: boolean;
  readonly moves: readonly Move[];
};

const mostly = tuple(boolean(), boolean(), boolean()).map((each) => each.includes(true));
const deciding = constantFrom<MoveKind>('approve-review', 'press', 'command');

const arbitraryMove: Arbitrary<Move> = record({
  kind: boolean().chain((decides) => (decides ? deciding : constantFrom(...MOVES))),
  who: constantFrom<Login>('cat', 'cat', 'cat', 'dan', 'dan', 'dan', ...PEOPLE),
  tells: mostly,
  works: mostly,
});

export const arbitraryTrial: Arbitrary<Trial> = record({
  reviewers: constantFrom('anyone', 'anyone', 'team', 'named'),
  count: constantFrom(1, 2, 2),
  byBot: constantFrom(false, false, false, true),
  fourEyes: constantFrom(false, false, false, true),
  auc: constantFrom(0.9, 0.9, 0.82),
  crowded: constantFrom(false, true),
  moves: array(arbitraryMove, { minLength: 2, maxLength: 10 }),
});
