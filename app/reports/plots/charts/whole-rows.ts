/**
 * Of the beginning of a table no more than its whole rows, as a table by itself: where a file was cut off is in the middle
 * of one.
 */
export function wholeRows(path: string, beginning: string): string {
  if (path.toLowerCase().endsWith('.json')) return wholeItems(beginning);
  const end = beginning.lastIndexOf('\n');
  return end === -1 ? '' : beginning.slice(0, end + 1);
}

/** A list in JSON as far as its items are whole; one that is no list becomes an empty one. */
function wholeItems(beginning: string): string {
  const list = beginning.trimStart();
  if (!list.startsWith('[')) return '[]';
  let depth = 0;
  let end = 0;
  for (const { sign, index } of bracketsIn(list)) {
    depth += sign === '[' || sign === '{' ? 1 : -1;
    if (depth === 0) return list.slice(0, index + 1);
    if (depth === 1 && sign === '}') end = index + 1;
  }
  return end === 0 ? '[]' : `${list.slice(0, end)}]`;
}

/** Those that are in no text. */
function* bracketsIn(json: string): Generator<{ readonly sign: string; readonly index: number }> {
  let isText = false;
  // What is escaped is of a text, and ends none.
  for (const { 0: sign, index } of json.matchAll(/\\[^]|["[\]{}]/g)) {
    if (sign === '"') isText = !isText;
    else if (!isText && !sign.startsWith('\\')) yield { sign, index };
  }
}
