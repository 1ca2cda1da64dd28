/** What is wrong with some values of a metrics file, each kind with what to do about it. */
const KINDS = {
  list: ['is a list', 'are lists', 'write the numbers under names, or the whole as a plot'],
  twice: [
    'is written twice, as one name and as nested ones',
    'stand twice, as one name and as nested ones',
    'keep one of the two',
  ],
  long: [
    'has a name over 200 characters long',
    'have names over 200 characters long',
    'shorten it',
  ],
  deep: ['lies over 20 levels deep', 'lie over 20 levels deep', 'nest it less'],
  'not-finite': [
    'is NaN or infinite',
    'are NaN or infinite',
    'metrics must be numbers; look for a division by zero or diverged training',
  ],
  bounds: [
    'lies outside of the bounds that are written with it',
    'lie outside of the bounds that are written with them',
    'write low <= value <= high',
  ],
  'not-kept': [
    'is a whole number that would lose digits',
    'are whole numbers that would lose digits',
    'write it as a text: it is kept as a fact',
  ],
} as const;

export type MetricProblem = { readonly kind: keyof typeof KINDS; readonly name: string };

const MOST_NAMED = 5;

/** One of them without advice. */
export function problemText({ kind, name }: MetricProblem): string {
  return `${name} ${KINDS[kind][0]}`;
}

/** All of them in a sentence for each kind, with its advice once; of many names the first. */
export function problemSentences(problems: readonly MetricProblem[]): readonly string[] {
  return [...Map.groupBy(problems, ({ kind }) => kind)].map(([kind, found]) => {
    const [one, many, advice] = KINDS[kind];
    return `${named(found)} ${found.length === 1 ? one : many}: ${advice}.`;
  });
}

function named(problems: readonly MetricProblem[]): string {
  const more = problems.length - MOST_NAMED;
  const names = problems.slice(0, MOST_NAMED).map(({ name }) => name);
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
