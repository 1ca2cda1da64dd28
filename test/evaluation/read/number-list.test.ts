import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NumberList } from '../../../evaluation/read/number-list.ts';
import { freshFolder } from '../../support/fresh-folder.ts';

test.each([
  [10, false],
  [1_048_576, false],
  [2_500_000, true],
])('%i numbers are the same from a file as from memory', (count, isFile) => {
  const path = join(freshFolder(), 'column');
  const [filed, held] = [new NumberList(path), new NumberList()];
  for (let at = 0; at < count; at += 1) {
    const number = at % 1000 === 7 ? Number.NaN : Math.sin(at);
    filed.push(number);
    held.push(number);
  }
  const [numbers, others] = [filed.end(), held.end()];
  expect(existsSync(path)).toBe(isFile);
  for (const found of [numbers(), numbers()]) {
    expect(Buffer.compare(Buffer.from(found.buffer), Buffer.from(others().buffer))).toBe(0);
  }
});
