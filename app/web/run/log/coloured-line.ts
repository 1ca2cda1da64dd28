import Anser from 'anser';
import { html } from 'hono/html';
import { onlyColours } from '../../../../text/escapes.ts';
import { printable } from '../../../../text/printable.ts';
import type { Html } from '../../frame/document.ts';

/** What begins an escape sequence, with 7 bits and with 8. */
// oxlint-disable-next-line no-control-regex -- these characters are what it is about
const ESCAPE = /[\x1b\x9b]/;
const COLOURS = /^ansi-(?:bright-)?(?:black|red|green|yellow|blue|magenta|cyan|white)$/;
/** Of more spans a line is no text any more. */
const MOST_SPANS = 200;

/** A line of output with the colours that it asks for, out of the sixteen that a terminal has; nothing else of it is obeyed. */
export function colouredLine(text: string): Html | string {
  const line = text.toWellFormed();
  if (!ESCAPE.test(line)) return printable(line);
  const last = line.split('\r').findLast((write) => write.trim() !== '') ?? '';
  const options = { use_classes: true, remove_empty: true, json: true } as const;
  const parts = Anser.ansiToJson(onlyColours(last), options);
  if (parts.length > MOST_SPANS) return printable(line);
  return html`${parts.map(({ content, fg, decorations }) => {
    const looks = [
      ...(COLOURS.test(fg ?? '') ? [fg] : []),
      ...decorations.filter((each) => each === 'bold' || each === 'dim'),
    ];
    const shown = printable(content);
    return looks.length === 0 ? shown : html`<span class="${looks.join(' ')}">${shown}</span>`;
  })}`;
}
