/**
 * A text that a person wrote, without the byte order mark that some editors and shells of Windows put before it: it is no
 * character of the first line. https://www.unicode.org/faq/utf_bom.html#bom1
 */
export function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
