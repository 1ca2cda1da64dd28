import type { Mutant } from '../simulate/mutants.ts';

/** Faults planted in a copy of what reports are made by; each replaces one text that stands exactly once in its file. */
export const REPORT_MUTANTS: readonly Mutant[] = [
  {
    breaks: 'runs are equals within the least and the greatest of the others',
    law: /says better|coloured/,
    file: 'math/welch.ts',
    from: 'const sd = Math.sqrt(squares / (runs.length - 1))',
    // So long that the interval of a run against the mean of five is the range of those.
    to: 'const sd = (Math.max(...runs) - Math.min(...runs)) / 2 / 3.04 + 0 * squares * mean',
  },
  {
    breaks: 'an interval is two standard deviations long, however few trainings there were',
    law: /says better|coloured/,
    file: 'math/welch.ts',
    from: 'return { error, df: spread.n - 1 }',
    to: 'return { error, df: 1e6 }',
  },
  {
    breaks: 'a run is held against a mean without its own noise',
    law: /says better|coloured/,
    file: 'math/welch.ts',
    from: 'varianceOf(spread, now.of) + varianceOf(spread, before.of)',
    to: 'varianceOf(spread, Math.max(now.of, before.of))',
  },
  {
    breaks: 'the noise of the test set is forgotten where that of training is known',
    law: /says better|coloured/,
    file: 'app/reports/report/both-noises.ts',
    from: 'Math.hypot(studentWithin(0.95, df) * error, Z95 * known)',
    to: 'studentWithin(0.95, df) * error',
  },
  {
    breaks: 'both noises are added up as they are',
    law: /power/,
    file: 'app/reports/report/both-noises.ts',
    from: 'Math.hypot(studentWithin(0.95, df) * error, Z95 * known)',
    to: '(studentWithin(0.95, df) * error + Z95 * known)',
  },
  {
    breaks: 'the best of several is held as if it were one of them',
    law: /says better: the best of twenty/,
    file: 'app/reports/report/judge-training.ts',
    from: 'low - Math.max(luck, 0)',
    to: 'low - 0 * Math.max(luck, 0)',
  },
  {
    breaks: 'a gate forgets the noise of training',
    law: /a gate passes what is worse/,
    file: 'app/engine/gates/change-bounds.ts',
    from: 'low: change - Math.hypot(change - low, half)',
    to: 'low: low + 0 * half',
  },
  {
    breaks: 'a gate forgets the noise of the test set where that of training is known',
    law: /a gate passes what is worse/,
    file: 'app/engine/gates/change-bounds.ts',
    from: 'low: change - Math.hypot(change - low, half)',
    to: 'low: change - half',
  },
  {
    breaks: 'a gate holds the best of several as if it were one of them',
    law: /a gate passes what is worse by its tolerance: the best of twenty/,
    file: 'app/engine/gates/judge-bound.ts',
    from: 'low - Math.max(luck, 0)',
    to: 'low - 0 * Math.max(luck, 0)',
  },
  {
    breaks: 'a gate adds both noises up as they are',
    law: /a gate passes what is far better/,
    file: 'app/engine/gates/change-bounds.ts',
    from: 'low: change - Math.hypot(change - low, half)',
    to: 'low: low - half',
  },
  {
    breaks: 'slices forget the noise of training',
    law: /a slice is flagged/,
    file: 'app/reports/report/report-slices.ts',
    from: 'before: side.training && trainingIn(side.training, slice.by)',
    to: 'before: undefined',
  },
];
