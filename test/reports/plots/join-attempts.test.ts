import { expect, test } from 'vitest';
import { joinAttempts } from '../../../app/reports/plots/join-attempts.ts';
import { withEarlierRows } from '../../../app/reports/plots/with-earlier-rows.ts';

const rows = (from: number, to: number, attempt: string) =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ step: from + index, attempt }));

test('attempts join where the later one went on, and what was done again counts once', () => {
  const joined = joinAttempts([rows(1, 4, 'a'), [], rows(3, 6, 'b'), rows(6, 7, 'c')]);
  expect(joined.map(({ step, attempt }) => `${step}${attempt}`).join(' ')).toBe(
    '1a 2a 3b 4b 5b 6c 7c',
  );
  expect(joinAttempts([rows(1, 4, 'a'), rows(1, 2, 'b')])).toEqual(rows(1, 2, 'b'));
  expect(joinAttempts([])).toEqual([]);
});

test('a live file gets the rows of earlier attempts below its first step, and keeps its own as they are', () => {
  const earlier = [1, 2, 3].map((step) => ({ step, values: { loss: 1 / step } }));
  expect(withEarlierRows('{"step": 2, "loss": 9}\nodd\n', earlier)).toBe(
    '{"loss":1,"step":1}\n{"step": 2, "loss": 9}\nodd\n',
  );
  const whole = '{"step": 1, "loss": 9}\n';
  expect(withEarlierRows(whole, earlier)).toBe(whole);
});
