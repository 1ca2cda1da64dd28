import { expect, test } from 'vitest';
import { maskSecrets } from '../../../action/executor/output/mask-secrets.ts';
import { secretTexts } from '../../../action/executor/output/secret-texts.ts';

test('of a secret that is JSON each value of eight characters and more is hidden, at any depth', () => {
  const inner = JSON.stringify({ password: 'very-secret-1' });
  const key = {
    type: 'svc',
    private_key: 'line-of-key-0',
    nested: [{ token: 'very-secret-2' }],
    inner,
  };
  const texts = secretTexts(JSON.stringify(key));
  for (const hidden of ['line-of-key-0', 'very-secret-1', 'very-secret-2', inner])
    expect(texts).toContain(hidden);
  expect(texts).not.toContain('svc');
  const { apply } = maskSecrets({ KEY: JSON.stringify(key) });
  expect(apply('it prints very-secret-2, svc')).toBe('it prints ***, svc');
});

test('a number in it is hidden as it is written there, with all of its digits', () => {
  const texts = secretTexts('{ "pin": 12345678901234567890123 }');
  expect(texts).toContain('12345678901234567890123');
});

test('what begins as JSON and is none is hidden as it is, and as its lines', () => {
  expect(secretTexts('{ broken\nsecond line')).toEqual([
    '{ broken\nsecond line',
    '{ broken',
    'second line',
  ]);
});

test('lines of fewer than four characters are shown: they would hide half of the output', () => {
  expect(secretTexts(' {\nlong enough\n}\n')).not.toContain('{');
  expect(secretTexts(' abc ')).toEqual([' abc ', 'abc']);
  expect(secretTexts('   ')).toEqual([]);
});
