import type { Explanation } from '../../../domain/explanation.ts';

/** The pipeline as a whole. */
export const PIPELINE_CODES = {
  'param-form': {
    says: 'a choice needs `options`',
    means: 'The keys of the param do not fit together.',
    fix: 'Give a choice its `options`, and `minimum` and `maximum` to numbers alone.',
  },
  'param-default': {
    says: '3.10 is a number, not a string',
    means: 'The default is not a value that the param itself allows.',
    fix: 'Change the default, or the bounds, options or type of the param.',
  },
  'filter-twice': {
    says: '`branches` and `branches-ignore` cannot stand together',
    means: 'A filter is written both ways, such as `branches` and `branches-ignore`.',
    fix: 'Keep one, and exclude by patterns that begin with `!`: `["**", "!docs/**"]`.',
  },
  'bad-cron': {
    says: '"0 0 30 2 *" never comes: month 2 has no day 30',
    means:
      'The schedule is not a cron expression of five fields, or names a time that never comes.',
    fix: 'Write minute, hour, day of month, month, day of week: `0 3 * * 1` is Mondays at 03:00.',
  },
  'unknown-timezone': {
    says: 'there is no time zone "Europe/Bielefeld"',
    means: 'There is no time zone of this name.',
    fix: 'Use a name of the IANA list: `Europe/Berlin`, `America/New_York`, `UTC`.',
  },
  'triggers-itself': {
    says: 'this pipeline would start itself, again and again',
    means: 'The pipeline is started by the end of its own runs, and so would never stop.',
    fix: 'Name another pipeline.',
  },
  'name-taken': {
    says: '.mlpipelines/other.yml has the name `churn` already',
    means:
      'Two pipelines of the repository have the same name. Runs, baselines and the cache go by it.',
    fix: 'Rename one of them.',
  },
  'more-problems': {
    says: 'from here on there are 21 more problems',
    means: 'The file has more problems than are shown.',
    fix: 'Correct those above first, and check again.',
  },
} satisfies Readonly<Record<string, Explanation>>;
