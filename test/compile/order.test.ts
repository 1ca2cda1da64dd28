import { describe, expect, test } from 'vitest';
import { orderByNeeds } from '../../app/compile/order.ts';

const order = (needs: Record<string, string[]>) => orderByNeeds(new Map(Object.entries(needs)));

describe('the order of steps', () => {
  test('puts each behind its needs and keeps the order of the file where it can', () => {
    expect(order({ c: ['a'], a: [], b: [], d: ['b', 'c'] }).order).toEqual(['a', 'c', 'b', 'd']);
    expect(order({ a: [], b: [], c: [] }).order).toEqual(['a', 'b', 'c']);
  });

  test('names each cycle from a step back to itself', () => {
    expect(order({ a: ['b'], b: ['c'], c: ['a'] }).cycles).toEqual([['a', 'b', 'c', 'a']]);
    expect(order({ a: ['a'] }).cycles).toEqual([['a', 'a']]);
    expect(order({ a: ['b'], b: ['a'], c: ['d'], d: ['c'] }).cycles).toHaveLength(2);
  });

  test('of a chain of 100,000 steps needs no deep stack', () => {
    const needs = new Map(
      Array.from({ length: 100_000 }, (_, i) => [`s${i}`, i === 99_999 ? [] : [`s${i + 1}`]]),
    );
    expect(orderByNeeds(needs).order[0]).toBe('s99999');
  });
});
