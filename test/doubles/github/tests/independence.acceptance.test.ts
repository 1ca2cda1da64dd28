import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Files below `folders` that import anything whose path has `part` in it. */
function importersOf(part: RegExp, folders: readonly string[]): string[] {
  const files = folders.flatMap((folder) => globSync(`${folder}/**/*.ts`));
  return files.filter((file) =>
    [...readFileSync(file, 'utf8').matchAll(/from '(\.[^']*)'/g)].some(([, path = '']) =>
      part.test(path),
    ),
  );
}

test('the stand-in knows nothing of the app, and the app nothing of it', () => {
  expect(
    importersOf(/\/(app|action|content|schemas\/validate)\//, [
      'test/doubles/github',
      'test/doubles/ec2',
    ]),
  ).toEqual([]);
  expect(importersOf(/doubles/, ['app', 'action', 'content', 'schemas'])).toEqual([]);
  expect(importersOf(/open-github/, ['test/doubles/github'])).not.toEqual([]);
});
