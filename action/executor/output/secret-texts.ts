/** Lines of a secret of many lines that are shorter (`{`, `}`) say nothing and would hide half of the output. */
export const SHORTEST_LINE = 4;
/** Shorter values inside a secret are mostly words such as `svc` or `true`. */
const SHORTEST_LEAF = 8;
/** JSON as a text in JSON as a text: deeper, nobody keeps a secret. */
const DEEPEST = 3;

/** What must not be seen of a secret: all of it, its lines, and the values that it holds if it is JSON, with theirs. */
export function secretTexts(secret: string): string[] {
  const values = [secret, ...leavesOf(secret, 0)];
  const texts = values.concat(
    values.map((value) => value.trim()),
    values.flatMap(linesOf),
  );
  return [...new Set(texts)].filter((text) => text.trim() !== '');
}

function linesOf(value: string): string[] {
  const lines = value
    .trim()
    .split(/\r?\n|\r/)
    .map((line) => line.trim());
  return lines.length > 1 ? lines.filter((line) => line.length >= SHORTEST_LINE) : [];
}

/** A key of a service account is a map, and what a program prints of it is one value: the private key. */
function leavesOf(text: string, depth: number): string[] {
  if (depth === DEEPEST || !/^\s*[{["]/.test(text)) return [];
  const leaves: string[] = [];
  try {
    JSON.parse(text, (_key: string, value: unknown, place?: { readonly source?: string }) => {
      // A number as it is written there: a double may not hold all of its digits.
      const leaf = typeof value === 'string' ? value : place?.source;
      if (leaf !== undefined && leaf.length >= SHORTEST_LEAF) leaves.push(leaf);
      return value;
    });
  } catch {
    return [];
  }
  return leaves.concat(leaves.flatMap((leaf) => leavesOf(leaf, depth + 1)));
}
