import { matchTokens, one, type GlobToken } from './match-tokens.ts';
import { readClass } from './read-class.ts';
import { readStar, type ReadToken } from './read-star.ts';

/** Reads a plain glob: `*`, `**`, `?`, `[a-z]`, `[!a-z]`; every other character stands for itself. */
export function plainGlob(pattern: string): (path: string) => boolean {
  const tokens = plainTokens(pattern);
  return (path) => matchTokens(tokens, path);
}

/** What a plain glob asks for, one after the other. */
export function plainTokens(pattern: string): readonly GlobToken[] {
  const chars = Array.from(pattern);
  const tokens: GlobToken[] = [];
  for (let at = 0; at < chars.length;) {
    const { token, length } = tokenAt(chars, at);
    tokens.push(token);
    at += length;
  }
  return tokens;
}

/** Whether a text has anything in it that makes it a pattern. */
export function isPattern(text: string): boolean {
  return /[*?[]/.test(text);
}

/** A pattern's folder up to the first wildcard, or all of it where it has none: nothing else can match. */
export function fixedPart(pattern: string): string {
  const wild = pattern.search(/[*?[]/);
  return wild === -1 ? pattern : pattern.slice(0, pattern.lastIndexOf('/', wild) + 1);
}

/** Far beyond any pattern that a person writes; what matching may cost is bounded by it. */
export const LONGEST_GLOB = 1000;

/** What of a pattern belongs to the globs of shells (`+(a|b)`, `{a,b}`, `[[:digit:]]`), which are not read here; null: nothing. */
export function shellOnly(pattern: string): string | null {
  return SHELL_ONLY.exec(pattern)?.[0] ?? null;
}

const SHELL_ONLY = /[!?*+@]\([^()]*\)?|\([^()|]*\|[^()]*\)?|\{[^{},.]*(?:,|\.\.)[^{}]*\}?|\[\[:/;

function tokenAt(chars: readonly string[], at: number): ReadToken {
  const char = chars[at] ?? '';
  if (char === '*') return readStar(chars, at);
  if (char === '?') return { token: one((other) => other !== '/'), length: 1 };
  return (char === '[' ? classAt(chars, at) : null) ?? exactly(char);
}

function classAt(chars: readonly string[], at: number): ReadToken | null {
  const isNot = chars[at + 1] === '!' || chars[at + 1] === '^';
  const from = at + (isNot ? 2 : 1);
  const found = readClass(chars, from);
  // As in shells: `[]` and `[!]` hold nothing, so that they are no classes.
  if (found === undefined || found.end === from) return null;
  const takes = (char: string): boolean => char !== '/' && found.has(char) !== isNot;
  return { token: one(takes), length: found.end - at + 1 };
}

function exactly(char: string): ReadToken {
  return { token: one((other) => other === char), length: 1 };
}
