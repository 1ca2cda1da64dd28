import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { textWidth } from '../../../app/reports/layout/text-width.ts';

test('takes every character for as wide as a terminal does, alone and with what may follow it', () => {
  const wrong: string[] = [];
  for (let code = 0x20; code < 0x3000; code += 1) {
    const char = String.fromCharCode(code);
    for (const text of [char, `a${char}`, `${char}\uFE0F`, `${char}\u0301`, `${char}\u20E3`]) {
      if (textWidth(text) !== stringWidth(text)) wrong.push(`${code.toString(16)} ${text}`);
    }
  }
  expect(wrong).toEqual([]);
});

test.each([
  ['', 0],
  ['✓ train — 0.91 → 0.93 ★', 23],
  ['モデル', 6],
  ['👩‍💻 done', 7],
])('%j takes %i columns', (text, columns) => {
  expect(textWidth(text)).toBe(columns);
});
