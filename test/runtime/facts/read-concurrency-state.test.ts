import { expect, test } from 'vitest';
import { readConcurrencyState } from '../../../app/runtime/facts/read-concurrency-state.ts';

test('a group is read as it was stored', () => {
  const holder = { run: 'r1', waitsForApproval: true };
  const waiting = [{ run: 'r2', waitsForApproval: false }, { run: 'r3' }];
  expect(readConcurrencyState({ holder, waiting, gone: ['r0'] })).toEqual({
    holder,
    waiting: [
      { run: 'r2', waitsForApproval: false },
      { run: 'r3', waitsForApproval: false },
    ],
    gone: ['r0'],
  });
  const free = { holder: null, waiting: [], gone: [] };
  expect(readConcurrencyState(free)).toEqual(free);
});

test.each([
  ['no group', 'a string'],
  ['no group', null],
  ['no group', { holder: null, waiting: 'r1', gone: [] }],
  ['no group', { holder: null, waiting: [], gone: null }],
  ['no member', { waiting: [], gone: [] }],
  ['no member', { holder: 'r1', waiting: [], gone: [] }],
  ['no member', { holder: { run: 7 }, waiting: [], gone: [] }],
  ['no member', { holder: null, waiting: [null], gone: [] }],
])('what is %s is refused, so that no run begins on a guess: %j', (what, state) => {
  const part = what === 'no group' ? 'no concurrency group' : 'no member of a concurrency group';
  expect(() => readConcurrencyState(state)).toThrow(`The store holds ${part}: `);
});
