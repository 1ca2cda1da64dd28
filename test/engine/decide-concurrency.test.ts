import { expect, test } from 'vitest';
import {
  decideConcurrency,
  EMPTY_CONCURRENCY,
  type ConcurrencyEvent,
  type ConcurrencyState,
} from '../../app/engine/decide-concurrency.ts';

const POLICY = { cancelInProgress: false, queue: 'one' } as const;
const join = (run: string, policy: Partial<typeof POLICY> | object = {}): ConcurrencyEvent => ({
  type: 'group.joined',
  run,
  policy: { ...POLICY, ...policy },
});
const left = (run: string): ConcurrencyEvent => ({ type: 'group.left', run });
const waits = (run: string): ConcurrencyEvent => ({ type: 'group.waits', run });

/** What a group tells its runs, event by event. */
function told(events: readonly ConcurrencyEvent[]): readonly string[] {
  let state: ConcurrencyState = EMPTY_CONCURRENCY;
  return events.map((event) => {
    const decision = decideConcurrency(state, event);
    state = decision?.state ?? state;
    const admit = decision?.admit.map((run) => `admit ${run}`) ?? ['ignored'];
    return [...admit, ...(decision?.cancel ?? []).map(({ run }) => `cancel ${run}`)].join(', ');
  });
}

test('one run begins; the newest other waits and replaces an older one that waited', () => {
  const events = [join('a'), join('b'), join('c'), left('a'), left('c'), join('d')];
  expect(told(events)).toEqual(['admit a', '', 'cancel b', 'admit c', '', 'admit d']);
});

test('`queue: all` keeps all, in order', () => {
  const all = { queue: 'all' };
  const events = [join('a', all), join('b', all), join('c', all), left('a'), left('b')];
  expect(told(events)).toEqual(['admit a', '', '', 'admit b', 'admit c']);
});

test('`cancel-in-progress` ends the first, and the newer begins once it has left', () => {
  const events = [join('a'), join('b', { cancelInProgress: true }), left('a')];
  expect(told(events)).toEqual(['admit a', 'cancel a', 'admit b']);
});

test('a run that waits only for an approval gives way to a newer one, whichever comes first', () => {
  expect(told([join('a'), waits('a'), join('b')])).toEqual(['admit a', '', 'cancel a']);
  expect(told([join('a'), join('b'), waits('a')])).toEqual(['admit a', '', 'cancel a']);
});

test('a question that comes again changes nothing, even after the run was replaced', () => {
  const events = [
    join('a'),
    join('b'),
    join('c'),
    join('b'),
    join('a'),
    left('a'),
    join('a'),
    left('a'),
  ];
  expect(told(events)).toEqual([
    'admit a',
    '',
    'cancel b',
    'ignored',
    'ignored',
    'admit c',
    'ignored',
    'ignored',
  ]);
});
