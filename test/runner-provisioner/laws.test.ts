import { describe, expect, test } from 'vitest';
import { tryDay } from './try-days.ts';

describe('the machines of a day', () => {
  test('keep their laws in any weather', () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      expect(() => tryDay(seed), `seed ${seed}`).not.toThrow();
    }
  });
});
