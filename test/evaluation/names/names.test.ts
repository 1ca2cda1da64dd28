import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { GrowingNames } from '../../../evaluation/names/growing-names.ts';
import { NameBook } from '../../../evaluation/names/name-book.ts';
import { Names } from '../../../evaluation/names/names.ts';

const name = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 6 }),
  fc.constantFrom('a', 'b', 'é', 'e\u0301', '1', '01', '😀'),
);

test('names are told apart as strings are, however many there are', () => {
  fc.assert(
    fc.property(fc.array(name, { maxLength: 3000, size: 'max' }), (all) => {
      const growing = new GrowingNames();
      const seen = new Set<string>();
      for (const each of all) {
        expect(growing.push(each)).toBe(!seen.has(each));
        seen.add(each);
      }
      const names = growing.end();
      expect([names.length, names.size, names.isUnique]).toEqual([
        all.length,
        seen.size,
        seen.size === all.length,
      ]);
      expect(all.map((_, row) => names.at(row))).toEqual(all);
      const rows = [...seen].map((each) => all.lastIndexOf(each));
      expect([...names.rows]).toEqual(rows);
    }),
    { numRuns: 30 },
  );
});

test('a name is found in another list, whatever it was chosen from', () => {
  const mine = Names.of(['a', 'ü', 'b', 'a', '😀']);
  const theirs = Names.of(['😀', 'c', 'ü']);
  expect([...mine.numbersIn(theirs)]).toEqual([-1, 2, -1, 0]);
  expect([...theirs.numbersIn(mine)]).toEqual([3, -1, 1]);
  const rows = Int32Array.of(3, 4, 3);
  const [copied, chosen] = [mine.copied(rows), mine.chosen(rows)];
  for (const part of [copied, chosen]) {
    expect([part.length, part.size, part.at(0), part.at(1)]).toEqual([3, 2, 'a', '😀']);
  }
  expect([copied.numbers, [...copied.numbersIn(theirs)]]).toEqual([2, [-1, 0]]);
});

test('a book says of a name that it was never given that it has none, and keeps it out', () => {
  const book = new NameBook();
  for (let at = 0; at < 5000; at += 1) expect(book.add(`e${at}`)).toBe(at);
  expect([book.numberOf('e4999'), book.numberOf('e5000'), book.size]).toEqual([4999, null, 5000]);
  expect(book.add('e5000')).toBe(5000);
});
