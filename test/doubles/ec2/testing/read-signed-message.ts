import { createHash, verify, X509Certificate } from 'node:crypto';

type Element = {
  readonly tag: number;
  readonly raw: Buffer;
  readonly parts: Element[];
  readonly content: Buffer;
};

/**
 * What a CMS message holds, when this certificate's key signed it by its attributes; else null. Just enough to see that
 * the stand-in's messages are what they say they are (RFC 5652).
 */
export function readSignedMessage(base64: string, certificate: string): string | null {
  const message = read(Buffer.from(base64, 'base64'), 0).element;
  const [, , held, ...more] = part(message, 1, 0).parts;
  const content = text(part(held, 1, 0));
  const [, , , attributes, , signature] = part(more.at(-1), 0).parts;
  if (attributes === undefined || signature === undefined) return null;
  const digest = attributes.parts.find(({ raw }) => raw.includes(MESSAGE_DIGEST));
  const isWhole = text(part(digest, 1, 0)).equals(createHash('sha256').update(content).digest());
  // Signed as a set, sent under another tag.
  const signed = Buffer.concat([Buffer.from([0x31]), attributes.raw.subarray(1)]);
  const { publicKey } = new X509Certificate(certificate);
  const isSigned = verify('RSA-SHA256', signed, publicKey, signature.content);
  return isWhole && isSigned ? content.toString() : null;
}

const MESSAGE_DIGEST = Buffer.from('06092a864886f70d010904', 'hex');

function part(element: Element | undefined, ...path: readonly number[]): Element {
  const [index, ...rest] = path;
  if (element === undefined) throw new Error('The message has another shape.');
  return index === undefined ? element : part(element.parts[index], ...rest);
}

function text({ parts, content }: Element): Buffer {
  return parts.length > 0 ? Buffer.concat(parts.map(text)) : content;
}

function read(bytes: Buffer, start: number): { readonly element: Element; readonly end: number } {
  const tag = bytes[start] ?? 0;
  const { length, begin } = lengthAt(bytes, start + 1);
  const parts: Element[] = [];
  let at = begin;
  const isOver = () => (length === null ? bytes.readUInt16BE(at) === 0 : at >= begin + length);
  if ((tag & 0x20) !== 0)
    while (!isOver()) {
      const next = read(bytes, at);
      parts.push(next.element);
      at = next.end;
    }
  const stop = length === null ? at : begin + length;
  const end = length === null ? at + 2 : stop;
  const raw = bytes.subarray(start, end);
  return { element: { tag, raw, parts, content: bytes.subarray(begin, stop) }, end };
}

/** Null: the end is marked by two zeros. */
function lengthAt(
  bytes: Buffer,
  at: number,
): { readonly length: number | null; readonly begin: number } {
  const first = bytes[at] ?? 0;
  if (first === 0x80) return { length: null, begin: at + 1 };
  if (first < 0x80) return { length: first, begin: at + 1 };
  const count = first & 0x7f;
  return { length: bytes.readUIntBE(at + 1, count), begin: at + 1 + count };
}
