import { describe, expect, test } from 'vitest';
import { expandMatrix } from '../../app/expressions/expand-matrix.ts';
import type { Json } from '../../app/domain/json.ts';
import type { Contexts } from '../../app/expressions/contexts.ts';

function cells(matrix: Json, contexts: Contexts = {}): Json {
  const result = expandMatrix(matrix, contexts);
  return result.ok ? result.value : `refused: ${result.message}`;
}

describe('a matrix', () => {
  test('is every combination, keys in declared order, the last one running fastest', () => {
    expect(cells({ seed: [1, 2], arch: ['a', 'b'] })).toEqual([
      { seed: 1, arch: 'a' },
      { seed: 1, arch: 'b' },
      { seed: 2, arch: 'a' },
      { seed: 2, arch: 'b' },
    ]);
  });

  test('excludes by part and includes as GitHub documents it', () => {
    // The example of GitHub's own documentation.
    const matrix = {
      fruit: ['apple', 'pear'],
      animal: ['cat', 'dog'],
      include: [
        { color: 'green' },
        { color: 'pink', animal: 'cat' },
        { fruit: 'apple', shape: 'circle' },
        { fruit: 'banana' },
        { fruit: 'banana', animal: 'cat' },
      ],
    };
    expect(cells(matrix)).toEqual([
      { fruit: 'apple', animal: 'cat', color: 'pink', shape: 'circle' },
      { fruit: 'apple', animal: 'dog', color: 'green', shape: 'circle' },
      { fruit: 'pear', animal: 'cat', color: 'pink' },
      { fruit: 'pear', animal: 'dog', color: 'green' },
      { fruit: 'banana' },
      { fruit: 'banana', animal: 'cat' },
    ]);
    expect(cells({ a: [1, 2], b: [1, 2], exclude: [{ a: 1, b: 2 }, { a: 2 }] })).toEqual([
      { a: 1, b: 1 },
    ]);
  });

  test('of `include` alone has exactly these cells', () => {
    expect(cells({ include: [{ a: 1 }, { b: 2 }] })).toEqual([{ a: 1 }, { b: 2 }]);
  });

  test('may be one expression: a list of maps, or a whole matrix', () => {
    const contexts = {
      params: { list: '[{"a":1},{"a":2}]', map: '{"a":[1,2],"exclude":[{"a":1}]}' },
    };
    expect(cells('${{ fromJSON(params.list) }}', contexts)).toEqual([{ a: 1 }, { a: 2 }]);
    expect(cells('${{ fromJSON(params.map) }}', contexts)).toEqual([{ a: 2 }]);
    expect(cells({ s: "${{ fromJSON('[3,4]') }}" })).toEqual([{ s: 3 }, { s: 4 }]);
  });

  test('of plain values has no name for them', () => {
    expect(cells("${{ fromJSON('[3,4]') }}")).toContain('give the values a name');
  });

  test('may be empty', () => {
    expect(cells({ seed: [] })).toEqual([]);
    expect(cells([])).toEqual([]);
  });

  test('has each cell once, by value, by name and by folder', () => {
    expect(cells({ a: [1, 2, 1] })).toContain('two cells [a=1]');
    expect(
      cells({
        a: [
          { x: 1, y: 2 },
          { y: 2, x: 1 },
        ],
      }),
    ).toContain('two cells');
    expect(cells({ a: [1, '1'] })).toContain('two cells [a=1]');
    expect(
      cells({
        include: [
          { a: 1, b: 2 },
          { a: 1, c: 2 },
        ],
      }),
    ).toContain('two cells');
  });

  test('is refused before it is made when it is too large', () => {
    const many = Array.from({ length: 1000 }, (_, i) => i);
    expect(cells({ a: many, b: many, c: many, d: many })).toContain('at most 10000');
    expect(cells(Array.from({ length: 10_001 }, (_, i) => ({ i })))).toContain('at most 10000');
  });

  test('says what is wrong with its shape', () => {
    expect(cells({ a: 1 })).toContain('`a` of a matrix needs a list');
    expect(cells({ include: { a: 1 } })).toContain('`include` of a matrix needs a list of maps');
    expect(cells({ '1 2': [1] })).toContain('cannot be the name');
    expect(cells('${{ params.nope }}', { params: {} })).toContain('has no `nope`');
    expect(cells(3)).toContain('map of lists');
  });
});
