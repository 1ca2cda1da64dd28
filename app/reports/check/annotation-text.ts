import { printable } from '../../../text/printable.ts';
import { cutToBytes } from '../../../text/bytes.ts';

const MOST_TITLE = 255;
const MOST_MESSAGE_BYTES = 60_000;

/** Plain text for the title and message of an annotation: printable, and as short as GitHub wants it. */
export function annotationText(
  title: string,
  message: string,
): { readonly title: string; readonly message: string } {
  const lines = message
    .toWellFormed()
    .split('\n')
    .map((text) => printable(text));
  const shown = lines.join('\n').trim();
  const characters = Array.from(
    printable(
      title
        .toWellFormed()
        .replaceAll(/[\r\n]+/g, ' ')
        .replaceAll('`', ''),
    ),
  );
  return {
    title: characters.slice(0, MOST_TITLE).join(''),
    // GitHub refuses an empty message.
    message: cutToBytes(shown === '' ? title : shown, MOST_MESSAGE_BYTES),
  };
}
