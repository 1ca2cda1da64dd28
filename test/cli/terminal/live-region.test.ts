import { expect, test } from 'vitest';
import { LiveRegion } from '../../../app/cli/terminal/live-region.ts';
import { Screen } from './screen.ts';

function aRegion(columns?: number): { readonly screen: Screen; readonly region: LiveRegion } {
  const screen = new Screen(columns);
  return { screen, region: new LiveRegion(screen) };
}

test('a frame takes the place of the frame before, longer or shorter', () => {
  const { screen, region } = aRegion();
  region.draw(['one', 'two', 'three'], '');
  region.draw(['uno'], '');
  region.draw(['eins', 'zwei'], '');
  expect(screen.text).toBe('eins\nzwei\n');
});

test('what is written above stays above', () => {
  const { screen, region } = aRegion();
  region.draw(['one', 'two'], '');
  region.draw(['one', 'two'], 'note\n');
  region.draw(['one', 'two'], 'again\n');
  expect(screen.text).toBe('note\nagain\none\ntwo\n');
});

test('clearing leaves only what was written above, and a cursor', () => {
  const { screen, region } = aRegion();
  region.draw(['one', 'two'], 'note\n');
  expect(screen.cursorShown).toBe(false);
  region.clear();
  expect([screen.text, screen.cursorShown]).toEqual(['note\n', true]);
});

test('a terminal that became narrower has broken the lines into more rows', () => {
  const { screen, region } = aRegion(10);
  region.draw(['0123456789abcde'], '');
  const written: string[] = [];
  screen.write = (text) => written.push(text);
  region.clear();
  expect(written.join('')).toBe(`\r\u001B[2K${'\u001B[1A\u001B[2K'.repeat(2)}\u001B[?25h`);
});
