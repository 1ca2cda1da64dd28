import { expect, test } from 'vitest';
import { keepRecent } from '../../app/runtime/keep-recent.ts';

test('of more values than are kept, the least recently kept goes', () => {
  const kept = new Map<string, number>();
  for (const key of ['a', 'b', 'a', 'c']) keepRecent(kept, key, 1, 2);
  expect([...kept.keys()]).toEqual(['a', 'c']);
});
