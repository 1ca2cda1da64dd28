import { onlyColours, withoutEscapes } from '../../../text/escapes.ts';
import { visible } from '../../../text/printable.ts';

const ESCAPE = '\u001B';
const PLAIN = `${ESCAPE}[0m`;

/** A line that a step printed: its colours, which end with it, and nothing else that a terminal would obey. */
export function lineOfLog(text: string, colour: boolean): string {
  const kept = onlyColours(colour ? text : withoutEscapes(text));
  const shown = kept
    .split(ESCAPE)
    .map((part) => part.split('\t').map(visible).join('\t'))
    .join(ESCAPE);
  return shown.includes(ESCAPE) ? `${shown}${PLAIN}` : shown;
}
