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

/** Writes messages as lines; those of one turn of the event loop go out in one write, so that many small ones stay cheap. */
export function jsonLineWriter(stream: Writable): (message: unknown) => void {
  let waiting: string[] = [];
  const flush = () => {
    const text = `${waiting.join('\n')}\n`;
    waiting = [];
    if (stream.writable) stream.write(text);
  };
  return (message) => {
    waiting.push(JSON.stringify(message));
    if (waiting.length === 1) setImmediate(flush);
  };
}
