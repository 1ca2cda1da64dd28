import type { Explanation } from '../../../domain/explanation.ts';

/** Steps and the edges between them. */
export const EDGE_CODES = {
  'unknown-step': {
    says: 'there is no step `trane`',
    means: 'There is no step of this name.',
    fix: 'Correct the spelling. Steps are the keys below `steps`.',
  },
  'unknown-output': {
    says: '`data` has no output `trian`',
    means: 'The step does not declare this output.',
    fix: 'Declare it under `outputs` of that step, or correct the spelling.',
  },
  'unknown-input': {
    says: 'this step has no input `csv`',
    means: 'The step does not declare this input.',
    fix: 'Declare it under `inputs` of that step, or correct the spelling.',
  },
  'matrix-outputs': {
    says: '`grid` has a matrix, so there is one `outputs` for each cell',
    means: 'The step has a matrix, so each of its cells has outputs of its own.',
    fix: 'Read `steps.<id>.cells` (all of them), or `steps.<id>.best` (the one with the best primary metric).',
  },
  cycle: {
    says: 'steps wait for each other: a → b → a',
    means: 'The steps wait for each other, so none of them could ever start.',
    fix: 'Remove one of the `needs`, inputs or expressions that connect them.',
  },
  'when-and-status': {
    says: '`when: all-done` has no effect beside an `if` with a status function, which replaces it',
    means: 'An `if` with a status function replaces `when`, so `when` has no effect.',
    fix: 'Keep one of the two.',
  },
  'no-action': {
    says: '`nothing` does nothing',
    means: 'The step has nothing to do.',
    fix: 'Give it a `run`, a `register` or a `promote`.',
  },
  'two-actions': {
    says: 'a step with `register` cannot have `run` too',
    means: 'The step has more than one of `run`, `register` and `uses`.',
    fix: 'Split it into two steps, the second of which `needs` the first.',
  },
  'needs-run': {
    says: '`timeout` has no meaning in a step with `register` only: it runs no command',
    means: 'The key has a meaning only in a step with `run`, and this step runs no command.',
    fix: 'Remove the key, or add a `run`.',
  },
  'too-many-steps': {
    says: 'the matrix has 15625 combinations; at most 10000 are allowed',
    means: 'The pipeline has more than 10,000 steps and cells once its matrices are expanded.',
    fix: 'Make fewer cells, and let each do more.',
  },
  'bad-matrix': {
    says: 'a matrix is a map of lists or a list of maps, not 3',
    means: 'The matrix cannot be expanded to cells.',
    fix: 'Write a map of lists, `matrix: { seed: [1, 2, 3] }`, or one expression that gives a list of maps. Each cell may occur once.',
  },
  'strategy-without-matrix': {
    says: '`strategy` has no `matrix`, so there are no cells',
    means: '`strategy` without a `matrix` has no effect: there are no cells.',
    fix: 'Add a `matrix`, or remove `strategy`.',
  },
  'two-matrices': {
    says: '`matrix` and `matrix-of` both say which cells there are',
    means: '`matrix` and `matrix-of` both say which cells there are.',
    fix: 'Keep one of the two.',
  },
  'unequal-cells': {
    says: 'the cells of `other` are not those of `train`',
    means:
      '`cells: same` takes from each cell its namesake, and the two steps have different cells.',
    fix: 'Write `strategy: { matrix-of: <step> }`, or take `cells: best` or `cells: all`.',
  },
} satisfies Readonly<Record<string, Explanation>>;
