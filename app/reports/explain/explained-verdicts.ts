import type { Explanation } from '../../domain/explanation.ts';
import type { GateVerdict } from '../../domain/statuses.ts';

/** What a gate can say beside that it passed. */
export const EXPLAINED_VERDICTS: Readonly<Record<Exclude<GateVerdict, 'pass'>, Explanation>> = {
  fail: {
    says: '✗ fail',
    means: 'The metric is not within the limit of the gate, so the step is rejected.',
    fix: 'The message has both numbers. Improve the model, or change the gate where it asks for the wrong thing; on GitHub a change of the gate counts only once it is merged.',
  },
  warn: {
    says: '! warn',
    means: 'The metric is not within the limit of a gate that only warns (`severity: warn`).',
    fix: 'Nothing is blocked. Look at the numbers before you merge.',
  },
  inconclusive: {
    says: '? inconclusive',
    means:
      'The gate cannot tell: too few examples, an interval that holds both better and worse, or an evaluation that changed and cannot be compared.',
    fix: 'The message says which. Evaluate on more examples, widen `tolerance`, or, after a change of the evaluation, measure the old model in the new way. `on-inconclusive` decides whether this blocks.',
  },
  'no-baseline': {
    says: '○ no baseline',
    means: 'There is nothing yet to compare with: no earlier run, or no version behind the alias.',
    fix: 'Run the pipeline once on the default branch, or promote a version to the alias. `if-missing` decides whether this blocks.',
  },
};
