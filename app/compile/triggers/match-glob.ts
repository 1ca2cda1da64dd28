/**
 * Whether a name matches a pattern as GitHub Actions filters branches, tags and paths; the whole name, case counts.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
 * Our own, since picomatch and its like read the shell's language, where `?` and `+` are no quantifiers, and make regular
 * expressions: this takes time in proportion to both lengths whatever the pattern that somebody wrote.
 */
export function matchGlob(pattern: string, name: string): boolean {
  const tokens = tokensOf(Array.from(pattern));
  let states = closed(new Set([0]), tokens);
  for (const char of name) {
    const next = new Set<number>();
    for (const state of states) step(state, char, tokens, next);
    states = closed(next, tokens);
    if (states.size === 0) return false;
  }
  return states.has(tokens.length * 2);
}

type Token = {
  readonly takes: (char: string) => boolean;
  readonly canRepeat: boolean;
  readonly canMiss: boolean;
  /** `**` before a slash: once begun, it ends only behind one. */
  readonly endsAtSlash: boolean;
};

const ANY: Token = { takes: () => true, canRepeat: true, canMiss: true, endsAtSlash: false };
const NO_SLASH: Token = { ...ANY, takes: (char) => char !== '/' };
const FOLDERS: Token = { ...ANY, endsAtSlash: true };

// State 2i stands before token i, 2i + 1 inside of it.
function step(state: number, char: string, tokens: readonly Token[], next: Set<number>): void {
  const index = state >> 1;
  const token = tokens[index];
  if (token === undefined || !token.takes(char)) return;
  if (token.canRepeat) next.add(index * 2 + 1);
  if (!token.endsAtSlash || char === '/') next.add(index * 2 + 2);
}

function closed(states: Set<number>, tokens: readonly Token[]): Set<number> {
  for (const state of states) {
    const token = tokens[state >> 1];
    if (state % 2 === 0 && token?.canMiss === true) states.add(state + 2);
  }
  return states;
}

function tokensOf(chars: readonly string[]): readonly Token[] {
  const tokens: Token[] = [];
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

function modified(token: Token, modifier: '?' | '+'): Token {
  return modifier === '?' ? { ...token, canMiss: true } : { ...token, canRepeat: true };
}

function tokenAt(chars: readonly string[], at: number): { token: Token; length: number } {
  const char = chars[at] ?? '';
  if (char === '*') return starAt(chars, at);
  if (char === '[') return classAt(chars, at) ?? { token: literal('['), length: 1 };
  const escaped = chars[at + 1];
  if (char === '\\' && escaped !== undefined) return { token: literal(escaped), length: 2 };
  return { token: literal(char), length: 1 };
}

function starAt(chars: readonly string[], at: number): { token: Token; length: number } {
  if (chars[at + 1] !== '*') return { token: NO_SLASH, length: 1 };
  const isFolders = chars[at + 2] === '/' && (at === 0 || chars[at - 1] === '/');
  return isFolders ? { token: FOLDERS, length: 3 } : { token: ANY, length: 2 };
}

function classAt(
  chars: readonly string[],
  at: number,
): { token: Token; length: number } | undefined {
  const end = chars.indexOf(']', at + 1);
  if (end === -1) return undefined;
  const inside = chars.slice(at + 1, end);
  const ranges: (readonly [string, string])[] = [];
  for (let i = 0; i < inside.length; i += 1) {
    const [low = '', dash, high] = inside.slice(i, i + 3);
    const isRange = dash === '-' && high !== undefined;
    ranges.push([low, isRange ? high : low]);
    if (isRange) i += 2;
  }
  const takes = (char: string) => ranges.some(([low, high]) => low <= char && char <= high);
  return { token: { ...literal(''), takes }, length: end - at + 1 };
}

function literal(wanted: string): Token {
  const takes = (char: string) => char === wanted;
  return { takes, canRepeat: false, canMiss: false, endsAtSlash: false };
}
