/** One thing that a pattern asks for. */
export type GlobToken = {
  readonly takes: (char: string) => boolean;
  readonly canRepeat: boolean;
  readonly canMiss: boolean;
  /** `**` before a slash: once begun, it ends only behind one. */
  readonly endsAtSlash: boolean;
};

/**
 * Whether a whole name is what these tokens ask for. All ways to read a name are followed at once, so that the time is
 * at most the length of the name times the number of tokens, whatever somebody wrote; a regular expression may try each
 * way after the other, which doubles with every repetition. https://swtch.com/~rsc/regexp/regexp1.html
 */
export function matchTokens(tokens: readonly GlobToken[], name: string): boolean {
  const end = tokens.length * 2;
  const seen = new Int32Array(end + 1);
  let now: number[] = [];
  let round = 1;
  // State 2i stands before token i, 2i + 1 inside of it.
  const enter = (states: number[], first: number): void => {
    for (let state = first; seen[state] !== round; state += 2) {
      seen[state] = round;
      states.push(state);
      if (state % 2 === 1 || tokens[state >> 1]?.canMiss !== true) return;
    }
  };
  enter(now, 0);
  for (const char of name) {
    round += 1;
    const next: number[] = [];
    for (const state of now) {
      const token = tokens[state >> 1];
      if (token === undefined || !token.takes(char)) continue;
      const index = state >> 1;
      if (token.canRepeat) enter(next, index * 2 + 1);
      if (!token.endsAtSlash || char === '/') enter(next, index * 2 + 2);
    }
    if (next.length === 0) return false;
    now = next;
  }
  return seen[end] === round;
}

export const ANYTHING: GlobToken = {
  takes: () => true,
  canRepeat: true,
  canMiss: true,
  endsAtSlash: false,
};
export const WITHIN_NAME: GlobToken = { ...ANYTHING, takes: (char) => char !== '/' };
export const FOLDERS: GlobToken = { ...ANYTHING, endsAtSlash: true };

/** Exactly one character of those that `takes` lets through. */
export function one(takes: GlobToken['takes']): GlobToken {
  return { takes, canRepeat: false, canMiss: false, endsAtSlash: false };
}
