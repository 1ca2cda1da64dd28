import { StringDecoder } from 'node:string_decoder';
import type { Readable, Writable } from 'node:stream';

/**
 * Gives each line of a stream to `receive`, as what `parse` (JSON.parse) makes of it: both ends are the same version of
 * this package, so that a line is known to be a message. A last line without its end was cut off and is left out.
 */
export function readJsonLines<Message>(
  stream: Readable,
  parse: (line: string) => Message,
  receive: (message: Message) => void,
): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) receive(parse(line));
  });
}

export type JsonLineWriter = {
  /** Goes out with what else this turn of the event loop writes, in one write. */
  readonly now: (message: unknown) => void;
  /** May wait a little for others: many small writes cost more than what they say. */
  readonly soon: (message: unknown) => void;
};

const SOON_MS = 5;

/** Writes messages as lines, in the order in which they came. */
export function jsonLineWriter(stream: Writable): JsonLineWriter {
  let waiting: string[] = [];
  let isFlushing = false;
  let later: NodeJS.Timeout | null = null;
  const flush = () => {
    isFlushing = false;
    if (later !== null) clearTimeout(later);
    later = null;
    if (waiting.length === 0) return;
    const text = `${waiting.join('\n')}\n`;
    waiting = [];
    if (stream.writable) stream.write(text);
  };
  return {
    now: (message) => {
      waiting.push(JSON.stringify(message));
      if (!isFlushing) setImmediate(flush);
      isFlushing = true;
    },
    soon: (message) => {
      waiting.push(JSON.stringify(message));
      if (!isFlushing) later ??= setTimeout(flush, SOON_MS);
    },
  };
}
