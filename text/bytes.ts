const encoder = new TextEncoder();

/** How long a text is in UTF-8. */
export function byteLength(text: string): number {
  return encoder.encode(text).length;
}

/** The text cut to at most `most` bytes of UTF-8, between characters; ends in `…` where something was cut. */
export function cutToBytes(text: string, most: number): string {
  const whole = text.toWellFormed();
  if (byteLength(whole) <= most) return whole;
  const room = most - byteLength('…');
  let cut = '';
  let used = 0;
  for (const char of whole) {
    used += byteLength(char);
    if (used > room) break;
    cut += char;
  }
  return `${cut}…`;
}
