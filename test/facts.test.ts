import { describe, expect, test } from 'vitest';
import { factsIn } from '../scripts/facts/facts-in.ts';
import { read, sources } from '../scripts/house/read-sources.ts';

/** What asks GitHub by itself: a method of Octokit's, a query, or a route. */
const ASKS =
  /\b(?:octokit|rest)\.(?:rest\.\w+|graphql|request|paginate)\b|\bgraphql<|\brest\.[a-z]+\./;

describe('a fact that the code relies on', () => {
  test('is read from comments: its place, what is said of it, and the page that says so', () => {
    const source = [
      '/**',
      ' * Asks once. GitHub lists at most 250 of them:',
      ' * https://docs.github.com/rest/pulls. Others too (https://docs.github.com/rest/x).',
      ' */',
      "const link = 'https://docs.github.com/not-a-comment';",
      '',
      '// Never more: https://docs.github.com/rest/y',
    ].join('\n');
    expect(factsIn(source)).toEqual([
      {
        line: 1,
        sentence: 'GitHub lists at most 250 of them',
        link: 'https://docs.github.com/rest/pulls',
      },
      { line: 1, sentence: 'Others too', link: 'https://docs.github.com/rest/x' },
      { line: 7, sentence: 'Never more', link: 'https://docs.github.com/rest/y' },
    ]);
  });

  test('has its page beside it wherever GitHub is asked', () => {
    const asking = sources()
      .filter((file) => file.startsWith('app/github/'))
      .filter((file) => ASKS.test(read(file)));
    expect(asking.length).toBeGreaterThan(15);
    expect(asking.filter((file) => factsIn(read(file)).length === 0)).toEqual([]);
  });
});
