import { expect, test } from 'vitest';
import { RateLimit } from '../../app/wire/rate-limit.ts';
import { Seats } from '../../app/wire/seats.ts';
import { senderOf } from '../../app/wire/sender-of.ts';

test.each([
  ['the other end', { address: '203.0.113.9' }, 0, '203.0.113.9'],
  [
    'the other end, whatever it writes',
    { address: '203.0.113.9', forwarded: '198.51.100.1' },
    0,
    '203.0.113.9',
  ],
  [
    'whom the proxy saw',
    { address: '10.0.0.1', forwarded: '198.51.100.1, 203.0.113.9' },
    1,
    '203.0.113.9',
  ],
  [
    'whom the outer proxy saw',
    { address: '10.0.0.1', forwarded: '6.6.6.6, 203.0.113.9, 10.0.0.2' },
    2,
    '203.0.113.9',
  ],
  ['the proxy, where it says nothing', { address: '10.0.0.1' }, 1, '10.0.0.1'],
  [
    'the proxy, where there are fewer',
    { address: '10.0.0.1', forwarded: '203.0.113.9' },
    2,
    '10.0.0.1',
  ],
  [
    'the proxy, where it says no address',
    { address: '10.0.0.1', forwarded: 'unknown' },
    1,
    '10.0.0.1',
  ],
  ['version 4 in clothes of version 6', { address: '::ffff:203.0.113.9' }, 0, '203.0.113.9'],
  ['a network of version 6', { address: '2001:db8:0:7::1' }, 0, '2001:db8:0:7::/64'],
  ['the same network', { address: '2001:db8:0:7:a:b:c:d' }, 0, '2001:db8:0:7::/64'],
  ['this machine', { address: '::1' }, 0, '0:0:0:0::/64'],
])('the sender is %s', (_title, asked, proxies, sender) => {
  expect(senderOf({ forwarded: undefined, ...asked }, proxies)).toBe(sender);
});

test('a rate is counted for each and for all, and anew when its time is over', () => {
  let now = 0;
  const rate = new RateLimit({ now: () => now }, { perMs: 60, each: 2, all: 3 });
  expect(['ada', 'ada', 'ada', 'bob', 'cat'].map((who) => rate.take(who))).toEqual([
    true,
    true,
    false,
    true,
    false,
  ]);
  now = 59;
  expect(rate.take('cat')).toBe(false);
  now = 60;
  expect(rate.take('ada')).toBe(true);
});

test('seats are given up once, and then free', () => {
  const seats = new Seats({ each: 1, all: 2 });
  const [ada, bob] = [seats.take('ada'), seats.take('bob')];
  expect([seats.take('ada'), seats.take('cat')]).toEqual(['they', 'all']);
  if (typeof ada === 'string' || typeof bob === 'string') throw new Error('no seat');
  ada();
  ada();
  expect(seats.take('cat')).toBeTypeOf('function');
  expect(seats.take('ada')).toBe('all');
});
