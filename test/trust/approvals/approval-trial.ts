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
  'freeze',
  'freeze-short',
  'unfreeze',
  'emergency',
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

/** Who does what, in order. `~`: nobody tells the App; `_`: it does nothing yet. */
export type Story = readonly `${Login} ${MoveKind}${'' | '~' | '_' | '~_'}`[];

/**
 * What meets one rule after the other in many a history, and seldom by chance.
 */
const BEGINNINGS: readonly Story[] = [
  [],
  [],
  ['eve approve-review', 'eve press'],
  ['cat leave-team', 'cat press'],
  ['cat approve-review~', 'dan measure', 'dan comment'],
  ['cat approve-review~', 'dan tighten-gate~', 'dan comment', 'dan comment'],
  ['cat approve-review', 'cat dismiss~', 'dan approve-review'],
  ['cat approve-review', 'cat edit', 'dan approve-review', 'dan comment'],
  ['cat old-review', 'dan old-review'],
  ['cat approve-review', 'ada push~', 'dan press'],
  ['ada press', 'ada approve-review'],
  ['cat press', 'cat command'],
  ['dan object', 'cat press', 'cat command'],
  ['cat press', 'dan measure', 'dan press'],
  ['cat press', 'dan policy~', 'dan press'],
  ['cat press', 'dan base~', 'dan press'],
  ['cat press', 'dan week', 'dan press'],
  ['dan tighten-gate', 'cat press', 'cat press'],
  ['cat press_', 'cat demote~'],
  ['cat press_', 'cat demote~_', 'dan hour'],
  ['cat press', 'cat demote~', 'dan hour', 'dan finish'],
  ['cat press', 'dan week', 'dan finish'],
  ['cat press', 'dan minute', 'cat demote~', 'dan finish'],
  ['cat press', 'dan hour', 'dan press', 'dan hour', 'cat demote~', 'dan finish'],
  ['cat approve-review', 'cat comment', 'dan press'],
  ['dan measure', 'cat press-stale'],
  ['dan other-reviewers', 'cat press', 'cat press'],
  ['dan reject', 'cat press'],
  ['cat press', 'dan more-count~', 'dan press'],
  ['cat freeze', 'cat press', 'dan press'],
  ['cat press_', 'dan freeze'],
  ['cat press', 'dan press', 'dan freeze', 'dan finish'],
  ['eve freeze', 'cat press', 'dan press'],
  ['cat freeze', 'ada unfreeze', 'cat press', 'dan press'],
  ['cat freeze', 'dan minute', 'ada freeze', 'ada unfreeze', 'cat press', 'dan press'],
  ['cat freeze', 'ada freeze-short', 'dan hour', 'cat press', 'dan press'],
  ['eve freeze', 'cat freeze', 'eve unfreeze', 'cat press', 'dan press'],
  ['cat freeze', 'dan unfreeze', 'cat press', 'dan press'],
  ['cat freeze', 'dan emergency'],
  ['cat emergency', 'dan demote~', 'dan emergency'],
  ['dan tighten-gate~', 'dan emergency'],
];

/** The moves that a story tells. */
export function begun(moves: Story): readonly Move[] {
  return moves.map((move) => {
    const [who, what] = move.split(' ') as [Login, string];
    const kind = what.replaceAll(/[~_]/g, '') as MoveKind;
    return { kind, who, tells: !what.includes('~'), works: !what.includes('_') };
  });
}

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
  count: constantFrom(1, 2),
  byBot: constantFrom(false, false, false, true),
  fourEyes: constantFrom(false, false, true),
  auc: constantFrom(0.9, 0.82),
  crowded: constantFrom(false, true),
  moves: tuple(constantFrom(...BEGINNINGS), array(arbitraryMove, { maxLength: 6 })).map(
    ([first, more]) => begun(first).concat(more),
  ),
});
