import { expect, test } from 'vitest';
import { countRows, SHAPES } from './count-rows.ts';
import { ENGINE_FOLDER, loadEngine } from './engine-under-test.ts';

const engine = loadEngine(ENGINE_FOLDER);

test.each(SHAPES)(
  'an event of a %s run reads and writes as many rows among 10 steps as among 10,000',
  (shape) => {
    const small = countRows(engine, shape, 10);
    expect(countRows(engine, shape, 10_000)).toEqual(small);
    expect(small.map(({ event }) => event)).toContain('attempt.ended');
    expect(Math.max(...small.map(({ read }) => read))).toBeLessThan(120);
    expect(Math.max(...small.map(({ written }) => written))).toBeLessThan(12);
  },
);
