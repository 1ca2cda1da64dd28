/**
 * Whether a line may be a JSON map. Asked before a line of others is parsed: an error of the parser takes a hundred times
 * as long as this, and a file may be made of nothing else.
 */
export function mayBeMap(line: string): boolean {
  const text = line.trim();
  return text.startsWith('{') && text.endsWith('}');
}
