import { describe, expect, test } from 'vitest';
import { dueSlots, nextSlot, type CronEntry } from '../../../app/triggers/schedules/slots.ts';

const at = (text: string) => Date.parse(text);
const entry = (cron: string, timezone = 'UTC', catchup: CronEntry['catchup'] = 'all') => ({
  cron,
  timezone,
  catchup,
});
const between = (given: CronEntry, after: string, now: string) =>
  dueSlots(given, { after: at(after), now: at(now) }).map((slot) => new Date(slot).toISOString());

describe('times of a schedule', () => {
  test('count in their time zone', () => {
    const berlin = entry('0 3 * * 1', 'Europe/Berlin');
    expect(nextSlot(berlin, at('2026-01-01T00:00:00Z'))).toBe(at('2026-01-05T02:00:00Z'));
    expect(nextSlot(berlin, at('2026-07-01T00:00:00Z'))).toBe(at('2026-07-06T01:00:00Z'));
    expect(nextSlot(entry('0 0 30 2 *'), at('2026-01-01T00:00:00Z'))).toBeNull();
  });

  test('come for every step that a pipeline file may name', () => {
    const stepped = entry('0/9 1 * jan-mar 7');
    expect(nextSlot(stepped, at('2026-01-03T00:00:00Z'))).toBe(at('2026-01-04T01:00:00Z'));
    expect(nextSlot(stepped, at('2026-01-04T01:00:00Z'))).toBe(at('2026-01-04T01:09:00Z'));
    const ninth = entry('0 0 9/9 2 *');
    expect(nextSlot(ninth, at('2026-01-01T00:00:00Z'))).toBe(at('2026-02-09T00:00:00Z'));
  });

  test('never come for what a pipeline file may not say, and nothing throws', () => {
    const since = at('2026-01-01T00:00:00Z');
    for (const wrong of [entry('every monday'), entry('0 0 * * 1', 'Europe/Bielefeld')]) {
      expect(nextSlot(wrong, since)).toBeNull();
      expect(dueSlots(wrong, { after: since, now: at('2027-01-01T00:00:00Z') })).toEqual([]);
    }
  });

  test('come once a day also on the day whose clock skips them, and on the day that has them twice', () => {
    const berlin = entry('30 2 * * *', 'Europe/Berlin');
    const spring = between(berlin, '2026-03-27T12:00:00Z', '2026-03-30T12:00:00Z');
    expect(spring).toHaveLength(3);
    expect(spring.map((slot) => slot.slice(0, 10))).toEqual([
      '2026-03-28',
      '2026-03-29',
      '2026-03-30',
    ]);
    const autumn = between(berlin, '2026-10-23T12:00:00Z', '2026-10-26T12:00:00Z');
    expect(autumn.map((slot) => slot.slice(0, 10))).toEqual([
      '2026-10-24',
      '2026-10-25',
      '2026-10-26',
    ]);
  });

  test('of every hour stay an hour apart across a clock change', () => {
    const hourly = entry('0 * * * *', 'America/New_York');
    expect(between(hourly, '2026-03-08T05:30:00Z', '2026-03-08T09:30:00Z')).toEqual([
      '2026-03-08T06:00:00.000Z',
      '2026-03-08T07:00:00.000Z',
      '2026-03-08T08:00:00.000Z',
      '2026-03-08T09:00:00.000Z',
    ]);
  });

  test('that were missed are all, the latest or none', () => {
    const daily = (catchup: CronEntry['catchup']) =>
      between(entry('0 6 * * *', 'UTC', catchup), '2026-05-01T07:00:00Z', '2026-05-04T07:00:00Z');
    expect(daily('all')).toHaveLength(3);
    expect(daily('latest')).toEqual(['2026-05-04T06:00:00.000Z']);
    expect(daily('none')).toEqual([]);
    const onTime = entry('0 6 * * *', 'UTC', 'none');
    expect(between(onTime, '2026-05-01T07:00:00Z', '2026-05-04T06:00:30Z')).toHaveLength(1);
  });
});
