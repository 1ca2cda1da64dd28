import { describe, expect, test } from 'vitest';
import { costOfPart, NO_COST, sumCosts } from '../../../app/costs/cost.ts';
import {
  costText,
  isNotable,
  partWords,
  unknownWords,
} from '../../../app/reports/words/cost-words.ts';

const KNOWN = sumCosts([costOfPart('disk', 0.126), costOfPart('machine', 1.71)]);
const PARTLY = sumCosts([KNOWN, costOfPart('machine', null), costOfPart('address', null)]);

describe('what something cost, in words', () => {
  test('is what is known, and says where that is not all', () => {
    expect(costText(KNOWN)).toBe('$1.84');
    expect(costText(PARTLY)).toBe('$1.84+');
    expect(costText(costOfPart('other-runner', null))).toBe('unknown');
    expect(costText(NO_COST)).toBe('$0.00');
  });

  test('has its parts, the dearest first, and what is unknown by name', () => {
    expect(partWords(KNOWN)).toEqual(['machines $1.71', 'disks $0.13']);
    expect(unknownWords(KNOWN)).toBeNull();
    expect(unknownWords(PARTLY)).toBe(
      'the price is not known of machines (1) and public addresses (1)',
    );
  });

  test('is no news where nothing was paid', () => {
    expect([NO_COST, costOfPart('own-runner', 0)].map(isNotable)).toEqual([false, false]);
    expect([KNOWN, costOfPart('disk', null)].map(isNotable)).toEqual([true, true]);
  });
});
