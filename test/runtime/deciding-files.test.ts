import { expect, test } from 'vitest';
import { decidingFiles } from '../../app/runtime/facts/deciding-files.ts';

const file = (path: string, mode = '100644') => ({ path, identity: `${mode} ${'a'.repeat(40)}` });
const ALL = [
  file('.gitattributes'),
  file('docs/.gitattributes'),
  file('src/.gitattributes'),
  file('src/deep/a.py'),
  file('src/vendor', '160000'),
  file('tools', '160000'),
];
const pathsFor = (...globs: string[]) => {
  const selected = ALL.filter(({ path }) => path === 'src/deep/a.py');
  return decidingFiles(ALL, selected, globs).map(({ path }) => path);
};

test('attributes of the folders above a file decide what it holds once it is checked out', () => {
  expect(pathsFor('src/deep/a.py')).toEqual(['.gitattributes', 'src/.gitattributes']);
});

test('a submodule counts where a glob may reach into it', () => {
  expect(pathsFor('src/vendor/lib/*.py')).toContain('src/vendor');
  expect(pathsFor('src/**')).toContain('src/vendor');
  expect(pathsFor('**/*.py')).toEqual(expect.arrayContaining(['src/vendor', 'tools']));
  expect(pathsFor('src/deep/a.py', '!tools/**')).not.toContain('tools');
});
