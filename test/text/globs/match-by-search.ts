/** What a plain glob matches, by trying every way to read it: too slow for use, and too simple to be wrong. */
export function matchesBySearch(pattern: string, path: string, isNameStart = true): boolean {
  if (pattern === '') return path === '';
  const rest = (length: number, from: number): boolean =>
    matchesBySearch(pattern.slice(length), path.slice(from), pattern[length - 1] === '/');
  const cuts = Array.from({ length: path.length + 1 }, (_, at) => at);
  if (isNameStart && pattern.startsWith('**/')) {
    return cuts.some((at) => (at === 0 || path[at - 1] === '/') && rest(3, at));
  }
  if (pattern.startsWith('**')) return cuts.some((at) => rest(2, at));
  if (pattern.startsWith('*')) {
    return cuts.some((at) => !path.slice(0, at).includes('/') && rest(1, at));
  }
  const [char] = path;
  return char !== undefined && matchesOne(pattern, char, rest);
}

function matchesOne(
  pattern: string,
  char: string,
  rest: (length: number, from: number) => boolean,
): boolean {
  if (pattern.startsWith('?')) return char !== '/' && rest(1, 1);
  const [whole, not, inside = ''] = /^\[([!^]?)([^\]]+)\]/.exec(pattern) ?? [];
  if (whole === undefined) return pattern[0] === char && rest(1, 1);
  const isIn = inside === 'a-b' ? 'ab'.includes(char) : inside.includes(char);
  return char !== '/' && isIn === (not === '') && rest(whole.length, 1);
}
