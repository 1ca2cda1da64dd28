/** Finds where some texts stand in another. */
export type TextFinder = {
  readonly longest: number;
  /** The first place from `from` on where one of the texts stands, and the longest that does; null: none. */
  readonly next: (text: string, from: number) => Found | null;
};

type Found = { readonly at: number; readonly length: number };

/**
 * Makes a finder. What it costs at a place grows with the logarithm of how many texts there are; one regular expression
 * of them all tries each in turn, and a secret with its disguises is dozens of texts.
 */
export function findTexts(texts: readonly string[]): TextFinder {
  const sorted = [...new Set(texts)].filter((text) => text !== '').sort(byCodeUnits);
  const longest = sorted.reduce((most, { length }) => Math.max(most, length), 0);
  const headOf = sorted.some(({ length }) => length < 3) ? firstCharacter : firstThree;
  const heads = new Uint8Array(0x1_0000);
  for (const text of sorted) heads[headOf(text, 0)] = 1;
  const shorter = shorterBeginnings(sorted);

  const lengthAt = (text: string, at: number): number => {
    const rest = text.slice(at, at + longest);
    // The last text that does not come after the rest begins like it further than any other.
    let found = lastUpTo(sorted, rest);
    while (found !== -1 && !rest.startsWith(sorted[found] ?? '')) found = shorter[found] ?? -1;
    return sorted[found]?.length ?? 0;
  };
  const next = (text: string, from: number): Found | null => {
    for (let at = from; at < text.length; at += 1) {
      if (heads[headOf(text, at)] === 0) continue;
      const length = lengthAt(text, at);
      if (length > 0) return { at, length };
    }
    return null;
  };
  return { longest, next };
}

// Most places begin none of the texts, and are passed by one look into a table.
function firstThree(text: string, at: number): number {
  const second = text.charCodeAt(at + 1) << 5;
  return (text.charCodeAt(at) ^ second ^ (text.charCodeAt(at + 2) << 10)) & 0xffff;
}

function firstCharacter(text: string, at: number): number {
  return text.charCodeAt(at);
}

function byCodeUnits(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** For each text the place of the longest other one that it begins with; -1: none. */
function shorterBeginnings(sorted: readonly string[]): number[] {
  const open: number[] = [];
  return sorted.map((text, index) => {
    while (open.length > 0 && !text.startsWith(sorted[open.at(-1) ?? 0] ?? '')) open.pop();
    const shorter = open.at(-1) ?? -1;
    open.push(index);
    return shorter;
  });
}

function lastUpTo(sorted: readonly string[], wanted: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
