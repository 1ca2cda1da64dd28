import { array, constantFrom, integer, record, tuple, type Arbitrary } from 'fast-check';
import { EDIT_KINDS, type Edit } from './edit-files.ts';
import { arbitraryMain, type MainChoice } from './main-pipelines.ts';

/** A default branch, a change of it, who makes it, what happens around it, and what its steps measure. */
export type Trial = {
  readonly main: MainChoice;
  readonly edits: readonly Edit[];
  readonly author: Author;
  readonly moves: readonly Move[];
  readonly measures: Measures;
};
/** Ada may write, eve is a stranger with a fork, and nobody listed the bot. */
export type Author = 'ada' | 'eve' | 'renovate[bot]';
export type Move = { readonly kind: MoveKind; readonly edit: Edit };
export type MoveKind = (typeof MOVES)[number];

export const MOVES = [
  'open',
  'open-into-dev',
  'open-another',
  'close',
  'reopen',
  'move-to-main',
  'move-to-dev',
  'push-again',
  'push-elsewhere',
  'tag',
  'queue',
  'retrain',
  'retrain-typed',
  'run',
  'run-typed',
  'rerun-failed',
  'rerun-all',
  'rerun-suite',
  'cancel',
  'ok',
  'ok-typed',
  'ok-by-eve',
  'override',
  'override-by-author',
  'tighten-main',
  'touch-main',
] as const;

/** `fair`: good enough until the gates of the default branch become stricter. */
export const MEASURES = ['good', 'fair', 'bad', 'missing', 'fails', 'stays'] as const;
export type Measure = (typeof MEASURES)[number];

/** What is done one after the other in many a pull request, and seldom by chance. */
const BEGINNINGS: readonly (readonly MoveKind[])[] = [
  [],
  ['open'],
  ['open', 'tighten-main', 'close', 'reopen'],
  ['open', 'tighten-main', 'rerun-all'],
  ['open', 'tighten-main', 'rerun-failed', 'close', 'reopen'],
  ['open', 'retrain-typed'],
  ['open', 'run-typed'],
  ['open', 'override', 'push-again'],
  ['open', 'override', 'open-another'],
  ['open', 'queue'],
  ['open', 'ok'],
  ['open', 'ok-typed'],
  ['open-into-dev', 'move-to-main'],
  ['open-into-dev', 'ok', 'move-to-main'],
];

export type Measures = {
  /** Of the runs of the change, in their order; the last holds for all that follow. */
  readonly runs: readonly Measure[];
  /** Of those that somebody typed params for. */
  readonly typed: Measure;
  /** Of the default branch's. */
  readonly main: 'good' | 'missing';
  readonly changed: 'true' | 'false';
  readonly cells: readonly number[];
};

const some = integer({ min: 0, max: 9_999 });
const arbitraryEdit: Arbitrary<Edit> = record({
  kind: constantFrom(...EDIT_KINDS),
  what: some,
  where: some,
  value: some,
});
const arbitraryMove = record({
  kind: constantFrom<MoveKind>('open', 'open', ...MOVES),
  edit: arbitraryEdit,
});

const measure = constantFrom<Measure>('good', 'good', ...MEASURES);

export const arbitraryTrial: Arbitrary<Trial> = record({
  main: arbitraryMain,
  edits: array(arbitraryEdit, { maxLength: 3 }),
  author: constantFrom<Author>('ada', 'ada', 'ada', 'eve', 'renovate[bot]'),
  moves: tuple(
    constantFrom(...BEGINNINGS),
    arbitraryEdit,
    array(arbitraryMove, { maxLength: 4 }),
  ).map(([begun, edit, more]): readonly Move[] =>
    begun.map((kind): Move => ({ kind, edit })).concat(more),
  ),
  measures: record({
    runs: array(measure, { minLength: 1, maxLength: 3 }),
    typed: constantFrom<Measure>('good', 'good', 'good', ...MEASURES),
    main: constantFrom('good', 'good', 'missing'),
    changed: constantFrom('true', 'true', 'false'),
    cells: constantFrom([1, 2], [1, 2], [1], []),
  }),
});
