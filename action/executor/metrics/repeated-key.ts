// A text that is never closed reaches to the end, so that it is not read again from each of its quotes on.
const TOKENS = /"(?:[^"\\]|\\[^]?)*"?|[{}[\]:]/g;

/** The first key that a map of a JSON text has twice, of which its parser keeps the last in silence; null: none. */
export function repeatedKey(text: string): string | null {
  const open: (Set<string> | null)[] = [];
  let last = '';
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const keys = open.at(-1);
      if (keys?.has(last) === true) return JSON.parse(last);
      keys?.add(last);
    }
    last = token;
  }
  return null;
}
