import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { filterTokens } from '../../../app/compile/triggers/match-glob.ts';
import { matchTokens, type GlobToken } from '../../../text/globs/match-tokens.ts';
import { LONGEST_GLOB, plainTokens } from '../../../text/globs/plain-glob.ts';
import { arbitraryGlob } from './arbitrary-glob.ts';

const MIB = 1024 * 1024;
const KINDS = [
  ['files', plainTokens],
  ['a trigger', filterTokens],
] as const;

const unit = fc.constantFrom('a', 'ab', 'a/', '/', 'b', '((a', '[');

describe.each(KINDS)('a pattern of %s', (_, read) => {
  test('takes twice the steps for a name of twice the length, up to 1 MiB', () => {
    fc.assert(
      fc.property(arbitraryGlob, unit, (pattern, part) => {
        const half = stepsOf(read(pattern), nameOf(part, MIB / 2));
        const whole = stepsOf(read(pattern), nameOf(part, MIB));
        expect(whole).toBeLessThanOrEqual(2.5 * Math.max(half, 1));
      }),
      { numRuns: 40 },
    );
  });

  test('takes at most two steps for each of its characters and each of the name', () => {
    fc.assert(
      fc.property(fc.array(arbitraryGlob, { maxLength: 200 }), unit, (parts, part) => {
        const pattern = parts.join('').slice(0, LONGEST_GLOB);
        const name = nameOf(part, 2000);
        expect(stepsOf(read(pattern), name)).toBeLessThanOrEqual(2 * pattern.length * name.length);
      }),
      { numRuns: 100 },
    );
  });
});

function nameOf(part: string, length: number): string {
  return part.repeat(Math.ceil(length / part.length)).slice(0, length);
}

/** How often a character is held against a part of the pattern: it does not depend on the machine, as a time does. */
function stepsOf(tokens: readonly GlobToken[], name: string): number {
  let steps = 0;
  const counted = tokens.map(({ takes, ...token }) => ({
    ...token,
    takes: (char: string) => {
      steps += 1;
      return takes(char);
    },
  }));
  matchTokens(counted, name);
  return steps;
}
