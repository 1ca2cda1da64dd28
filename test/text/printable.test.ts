import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { onlyColours, withoutEscapes } from '../../text/escapes.ts';
import { printable, printableJson } from '../../text/printable.ts';
import { hostileText, obeyed } from '../support/hostile-text.ts';

describe('a hostile text', () => {
  test('is one line without anything that a terminal obeys', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(obeyed(printable(text), false)).toEqual([]);
        expect(printable(text)).not.toMatch(/[\n\t]/);
        expect(printable(printable(text))).toBe(printable(text));
      }),
      { numRuns: 3000 },
    );
  });

  test('keeps its colours alone as output, and loses them too on wish', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const controls = (line: string) => obeyed(line, true).filter((char) => char < '\u00A0');
        expect(controls(onlyColours(text))).toEqual([]);
        expect(onlyColours(withoutEscapes(text))).not.toContain('\u001B');
      }),
      { numRuns: 3000 },
    );
  });

  test('says the same in JSON', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const json = printableJson(JSON.stringify({ [text]: [text] }, null, 2));
        expect(obeyed(json, false)).toEqual([]);
        expect(JSON.parse(json)).toEqual({ [text]: [text] });
      }),
      { numRuns: 1000 },
    );
  });

  test('is read in steps that grow with its length alone', () => {
    const many = '\u001B]'.repeat(200_000);
    expect(printable(many)).toBe('');
    expect(onlyColours('\u001B[31'.repeat(200_000))).toBe('');
  });
});
