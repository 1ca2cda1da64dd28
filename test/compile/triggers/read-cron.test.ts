import { describe, expect, test } from 'vitest';
import { readCron } from '../../../app/compile/triggers/read-cron.ts';

const told = (cron: string) => {
  const read = readCron(cron);
  return read.type === 'cron' ? read.pattern : read.message;
};

describe('a cron expression', () => {
  test.each([
    ['0 5 * * 1-5', '0 5 * * 1,2,3,4,5'],
    ['20/15 * * * *', '20,35,50 * * * *'],
    ['0/9 1 * jan-mar 7', '0,9,18,27,36,45,54 1 * 1,2,3 7'],
    ['0 0 9/9 2 *', '0 0 9,18,27 2 *'],
    ['*/60 */24 */31 */12 */8', '0 0 1 1 0'],
    ['5,1,5,1-3 0 * * SUN,fri', '1,2,3,5 0 * * 0,5'],
    ['  0\t5\n* * * ', '0 5 * * *'],
  ])('%j is plain numbers to who computes its times', (cron, pattern) => {
    expect(told(cron)).toBe(pattern);
  });

  test.each([
    ['* * *', '"* * *" has 3 fields, and a schedule has five'],
    ['61 * * * *', '"61" is no minute: 0 to 59'],
    ['*/90 * * * *', '"*/90" is no minute: behind the / stands a step, 1 to 60'],
    ['* 5/0 * * *', '"5/0" is no hour: behind the / stands a step, 1 to 24'],
    ['* 1/2/3 * * *', '"1/2/3" is no hour: 0 to 23'],
    ['* * 5-2 * *', '"5-2" is no day of month: 5 comes after 2'],
    ['* * 1-2-3 * *', '"1-2-3" is no day of month: 1 to 31'],
    ['* * * foo *', '"foo" is no month: 1 to 12 or jan…'],
    ['* * L * *', '"L" is no day of month: 1 to 31'],
    ['*,, * * * *', '"" is no minute: 0 to 59'],
    ['0 0 30 2 *', '"0 0 30 2 *" never comes: month 2 has no day 30'],
  ])('%j is wrong in a sentence', (cron, message) => {
    expect(told(cron)).toBe(message);
  });

  test('is quoted briefly, however long it is', () => {
    const many = `0 0 30${',31'.repeat(200_000)} 2 *`;
    for (const cron of ['x'.repeat(10_000), `${'y'.repeat(10_000)} * * * *`, many]) {
      expect(told(cron).length).toBeLessThan(150);
    }
  });
});
