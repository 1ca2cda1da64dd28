/** What stands between `[` and `]`, and the place of the `]`. Undefined: there is none, and `[` is only a character. */
export type CharacterClass = {
  readonly has: (char: string) => boolean;
  readonly end: number;
};

/** Reads `[a-z_]` from the character behind its `[` on. */
export function readClass(chars: readonly string[], from: number): CharacterClass | undefined {
  const end = chars.indexOf(']', from);
  if (end === -1) return undefined;
  const inside = chars.slice(from, end);
  const ranges: (readonly [string, string])[] = [];
  for (let i = 0; i < inside.length; i += 1) {
    const [low = '', dash, high] = inside.slice(i, i + 3);
    const isRange = dash === '-' && high !== undefined;
    ranges.push([low, isRange ? high : low]);
    if (isRange) i += 2;
  }
  return { has: (char) => ranges.some(([low, high]) => low <= char && char <= high), end };
}
