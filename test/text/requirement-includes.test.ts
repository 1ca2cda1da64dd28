import { expect, test } from 'vitest';
import { requirementIncludes } from '../../text/requirement-includes.ts';

test('a requirement file reads what it includes, in every spelling of pip', () => {
  const text = [
    'numpy',
    '-r a.txt',
    '-rb.txt',
    '  --requirement c.txt',
    '--requirement=d.txt',
    '-c e.txt',
    '--constraint=f.txt',
    '-r https://example.org/g.txt',
    '# -r h.txt',
  ].join('\r\n');
  expect(requirementIncludes('req/x.txt', text)).toEqual(
    ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}.txt`),
  );
});

test('a lock file stands beside its project; a project includes nothing', () => {
  expect(requirementIncludes('ml/uv.lock', '-r a.txt')).toEqual(['pyproject.toml']);
  expect(requirementIncludes('pyproject.toml', '-r a.txt')).toEqual([]);
});
