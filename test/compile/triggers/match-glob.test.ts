import { describe, expect, test } from 'vitest';
import { matchGlob } from '../../../app/compile/triggers/match-glob.ts';

/** Pattern, what it matches, what it does not. The first part are the examples of GitHub's filter pattern cheat sheet. */
const CASES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['feature/*', ['feature/my-branch', 'feature/your-branch'], ['feature/a/b', 'feature', 'main']],
  [
    'feature/**',
    ['feature/beta-a/my-branch', 'feature/your-branch', 'feature/mona/the/octocat'],
    ['features/a'],
  ],
  ['main', ['main'], ['main2', 'domain', 'Main']],
  ['releases/mona-the-octocat', ['releases/mona-the-octocat'], ['releases/mona']],
  ['*', ['main', 'releases', 'README.md', 'server.rb'], ['a/b', 'docs/README.md']],
  ['**', ['all/the/branches', 'every/tag', 'all/the/files.md', 'x'], []],
  ['*feature', ['mona-feature', 'feature', 'ver-10-feature'], ['a/feature', 'features']],
  ['v2*', ['v2', 'v2.0', 'v2.9'], ['v1', 'v2/x', 'av2']],
  ['v[12].[0-9]+.[0-9]+', ['v1.10.1', 'v2.0.0'], ['v3.0.0', 'v1.10', 'v1..1', 'v1.1.1-rc']],
  ['*.jsx?', ['page.js', 'page.jsx'], ['page.jsxx', 'a/page.js', 'page.j']],
  ['*.js', ['app.js', 'index.js'], ['src/app.js', 'app.jsx']],
  ['**.js', ['index.js', 'js/index.js', 'src/js/app.js'], ['index.jsx']],
  ['docs/*', ['docs/README.md', 'docs/file.txt'], ['docs/a/b.md', 'mydocs/a', 'docs']],
  ['docs/**', ['docs/README.md', 'docs/mona/octocat.txt'], ['docs', 'a/docs/b']],
  [
    'docs/**/*.md',
    ['docs/README.md', 'docs/mona/hello-world.md', 'docs/a/markdown/file.md'],
    ['docs/a.txt', 'docsa.md', 'x/docs/a.md'],
  ],
  [
    '**/docs/**',
    ['docs/hello.md', 'dir/docs/my-file.txt', 'space/docs/plan/space.doc'],
    ['mydocs/a', 'docs', 'a/docsy/b'],
  ],
  ['**/README.md', ['README.md', 'js/README.md', 'a/b/README.md'], ['MYREADME.md', 'README.md/x']],
  ['**/*src/**', ['a/src/app.js', 'my-src/code/js/app.js', 'src/x'], ['srcs/x', 'a/b']],
  ['**/*-post.md', ['my-post.md', 'path/their-post.md'], ['post.md']],
  [
    '**/migrate-*.sql',
    ['migrate-10909.sql', 'db/migrate-v1.0.sql', 'db/sept/migrate-v1.sql'],
    ['migrate.sql'],
  ],
  ['releases/**-alpha', ['releases/beta/3-alpha', 'releases/10-alpha'], ['releases/10']],
  ['Octoc?t', ['Octoct', 'Octot'], ['Octocat', 'Octocct']],
  ['[CB]at', ['Cat', 'Bat'], ['cat', 'Rat', 'at', 'CBat']],
  ['[1-2]00', ['100', '200'], ['300', '1-200']],
  ['[0-9a-f]+', ['deadbeef', '0'], ['', 'xyz', 'DEAD']],
  ['a\\*b', ['a*b'], ['ab', 'axb']],
  ['v1.0', ['v1.0'], ['v1x0']],
  ['a[b', ['a[b'], ['ab']],
  ['[a-]x', ['ax', '-x'], ['bx']],
  ['(a|b)$^', ['(a|b)$^'], ['a', 'b']],
  ['größe/**/*.π', ['größe/x.π', 'größe/a/b/x.π'], ['grosse/x.π']],
  ['🚀?x', ['🚀x', 'x'], ['🚀🚀x']],
  ['', [''], ['a']],
];

describe('a filter pattern', () => {
  test.each(CASES)('%s matches exactly what GitHub says', (pattern, matching, others) => {
    expect(matching.filter((name) => !matchGlob(pattern, name))).toEqual([]);
    expect(others.filter((name) => matchGlob(pattern, name))).toEqual([]);
  });

  test('takes no longer for being hostile', () => {
    const pattern = `${'**/'.repeat(300)}${'*a'.repeat(300)}${'a?'.repeat(300)}`;
    expect(matchGlob(pattern, 'a'.repeat(2000))).toBe(true);
    expect(matchGlob(pattern, `${'a'.repeat(2000)}b`)).toBe(false);
  });
});
