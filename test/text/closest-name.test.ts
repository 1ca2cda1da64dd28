import { expect, test } from 'vitest';
import { closestName } from '../../text/closest-name.ts';

test.each([
  ['stpes', 'steps'],
  ['runs_on', 'runs-on'],
  ['Matrx', 'matrix'],
])('who writes %s meant %s', (name, meant) => {
  expect(closestName(name, ['steps', 'runs-on', 'matrix'])).toBe(meant);
});

test('of names that are all far away none was meant', () => {
  expect(closestName('cat', ['steps', 'runs-on', 'cut'])).toBeNull();
});

test('of very many names it looks at those that begin alike', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => `other-${index}`);
  expect(closestName('trian', [...many, 'train'])).toBe('train');
});
