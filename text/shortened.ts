/** At most `most` UTF-16 units of a text, with `…` behind what was left out. */
export function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${cut(text, most)}…`;
}

/** The first `most` UTF-16 units of a text, and never half of a character: JSON, Markdown and PostgreSQL refuse those. */
export function cut(text: string, most: number): string {
  return text.slice(0, most).replace(/[\uD800-\uDBFF]$/u, '');
}
