import type { Explanation } from '../../../domain/explanation.ts';

/** Keys and values. */
export const STRUCTURE_CODES = {
  'unknown-key': {
    says: '`steps.ending.report.examples.metrics.other` has no key `median`',
    means:
      'The key is not known at this place. It may be misspelled, indented too far, or belong to another tool.',
    fix: 'Correct the spelling, move the key to where it belongs, or remove it. [The pipeline file](pipeline-file.md) lists every key.',
  },
  'missing-key': {
    says: '`steps.nameless.report.examples` needs `id`',
    means: 'A required key is missing.',
    fix: 'Add the key that the message names. The hint says what it is for.',
  },
  'wrong-type': {
    says: '`steps.train.timeout` must be a string, not 90',
    means:
      'The value has another type than this key takes, such as a number where a duration is expected.',
    fix: 'Write the value as the hint shows. Put a string that looks like a number in quotes.',
  },
  'wrong-value': {
    says: '`steps.b.kind` cannot be "nonsense"',
    means: 'The value is not one of those that the key allows.',
    fix: 'Choose one of the values in the hint.',
  },
  'loses-digits': {
    says: '12345678901234567890 cannot be kept as a number: it would lose digits',
    means: 'The number has more digits than a number can keep.',
    fix: 'Put it in quotes. A param that holds it needs `type: string`.',
  },
  'number-as-text': {
    says: 'without quotes, 1.20 is the number 1.2',
    means:
      'A string was expected, and YAML reads this one as a number that prints differently: `3.10` becomes 3.1.',
    fix: 'Put the value in quotes: `"3.10"`.',
  },
  'wrong-form': {
    says: '`steps.model.inputs.c.model` cannot be "churn"',
    means:
      'The string does not have the form that this key expects: a duration, a size, a name, a reference.',
    fix: 'Write it as the hint shows: `90m`, `16Gi`, `churn@production`.',
  },
  'wrong-name': {
    says: '`a b` cannot be a name here',
    means: 'The name has characters that names here cannot have.',
    fix: 'Use letters, digits, `_` and `-`, beginning with a letter.',
  },
  'out-of-range': {
    says: '`steps.ending.report.examples.metrics.both` has 2 entries, but may have 1 at most',
    means: 'The number is too small or too large, or the list has too many entries.',
    fix: 'Choose a value within the bounds that the message names.',
  },
  empty: {
    says: '`steps.ending.report.examples.metrics.none` is empty',
    means: 'The string, list or map is empty, and may not be.',
    fix: 'Write a value, or remove the key to get its default.',
  },
  twice: {
    says: '`steps.dup.needs` lists "data" twice',
    means: 'The same entry is listed twice.',
    fix: 'Keep one of the two.',
  },
  'not-yet': {
    says: 'a URL in `uri` is not supported yet',
    means: 'The key or value belongs to a later version of mlpipelines.',
    fix: 'Remove it for now. The hint names a way to do without it where there is one.',
  },
  'case-clash': {
    says: '`data` and `Data` differ only in case, which expressions ignore',
    means: 'Two names differ only in upper and lower case, which expressions ignore.',
    fix: 'Rename one of them.',
  },
} satisfies Readonly<Record<string, Explanation>>;
