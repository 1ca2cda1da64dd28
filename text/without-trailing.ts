/** A text without the given character at its end, however often it stands there. */
export function withoutTrailing(text: string, char: string): string {
  let end = text.length;
  // Not `/\/+$/`: where something else follows, that starts anew at each of them.
  while (end > 0 && text[end - 1] === char) end -= 1;
  return text.slice(0, end);
}
