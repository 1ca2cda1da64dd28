import { matchTokens, one, type GlobToken } from '../../../text/globs/match-tokens.ts';
import { readClass } from '../../../text/globs/read-class.ts';
import { readStar, type ReadToken } from '../../../text/globs/read-star.ts';

/**
 * Whether a name matches a pattern as GitHub Actions filters branches, tags and paths; the whole name, case counts.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
 * Our own, since picomatch and its like read the shell's language, where `?` and `+` are no quantifiers.
 */
export function matchGlob(pattern: string, name: string): boolean {
  return matchTokens(filterTokens(pattern), name);
}

/** What such a pattern asks for, one after the other. */
export function filterTokens(pattern: string): readonly GlobToken[] {
  const chars = Array.from(pattern);
  const tokens: GlobToken[] = [];
  let at = 0;
  while (at < chars.length) {
    const { token, length } = tokenAt(chars, at);
    at += length;
    const modifier = chars[at];
    const isModified = modifier === '?' || modifier === '+';
    if (isModified) at += 1;
    tokens.push(isModified ? modified(token, modifier) : token);
  }
  return tokens;
}

function modified(token: GlobToken, modifier: '?' | '+'): GlobToken {
  return modifier === '?' ? { ...token, canMiss: true } : { ...token, canRepeat: true };
}

function tokenAt(chars: readonly string[], at: number): ReadToken {
  const char = chars[at] ?? '';
  if (char === '*') return readStar(chars, at);
  const found = char === '[' ? readClass(chars, at + 1) : undefined;
  if (found !== undefined) return { token: one(found.has), length: found.end - at + 1 };
  const escaped = chars[at + 1];
  if (char === '\\' && escaped !== undefined) return { token: exactly(escaped), length: 2 };
  return { token: exactly(char), length: 1 };
}

function exactly(char: string): GlobToken {
  return one((other) => other === char);
}
