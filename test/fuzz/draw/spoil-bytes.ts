import { below, pick } from '../../support/mutate.ts';
import { NUMBER_TOKENS, TEXTS } from './hostile-values.ts';

type Chance = () => number;
type Bytes = Buffer;

/** No input is longer. */
export const MOST_BYTES = 65_536;

/** Bytes of a corpus, spoilt some times in a row. `tokens`: what means something in this language. */
export function spoilBytes(
  bytes: Uint8Array,
  chance: Chance,
  { tokens, corpus }: { readonly tokens: readonly string[]; readonly corpus: readonly string[] },
): Buffer {
  const language = { tokens: tokens.length === 0 ? TEXTS : tokens, corpus };
  let spoilt: Bytes = Buffer.from(bytes).subarray(0, MOST_BYTES);
  for (let rounds = below(5, chance); rounds > 0; rounds -= 1) {
    const way = pick(WAYS, chance);
    if (way !== undefined) spoilt = way(spoilt, chance, language).subarray(0, MOST_BYTES);
  }
  return Buffer.from(spoilt);
}

type Language = { readonly tokens: readonly string[]; readonly corpus: readonly string[] };
type Way = (bytes: Bytes, chance: Chance, language: Language) => Bytes;

const WAYS: readonly Way[] = [
  flipBit,
  (bytes, chance) => bytes.subarray(0, below(bytes.length + 1, chance)),
  (bytes, chance) => insert(bytes, chance, pick(NOT_UTF8, chance) ?? NOT_UTF8_END),
  (bytes, chance) => insert(bytes, chance, Buffer.from(pick(TEXTS, chance) ?? '')),
  (bytes, chance, { tokens }) => insert(bytes, chance, Buffer.from(pick(tokens, chance) ?? '')),
  (bytes, chance, { tokens }) => insert(bytes, chance, Buffer.from(pick(tokens, chance) ?? '')),
  (bytes, chance, { tokens }) => insert(bytes, chance, repeated(pick(tokens, chance), chance)),
  repeatStretch,
  repeatStretch,
  spliceIn,
  replaceNumber,
  doubleKey,
  (bytes, chance) => {
    const at = below(bytes.length, chance);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(60, chance))]);
  },
];

const NOT_UTF8_END = Buffer.from([0xff]);
const NOT_UTF8 = [
  NOT_UTF8_END,
  Buffer.from([0xc0, 0xaf]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from([0xf4, 0x90, 0x80, 0x80]),
  Buffer.from([0xe2, 0x82]),
  Buffer.from([0]),
];

function flipBit(bytes: Bytes, chance: Chance): Bytes {
  if (bytes.length === 0) return bytes;
  const flipped = Buffer.from(bytes);
  const at = below(bytes.length, chance);
  flipped[at] = (flipped[at] ?? 0) ^ (1 << below(8, chance));
  return flipped;
}

function insert(bytes: Bytes, chance: Chance, inserted: Uint8Array): Bytes {
  const at = below(bytes.length + 1, chance);
  return Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at)]);
}

/** Half of the lengths are small; the others go to what an input may have at most. */
function timesFor(length: number, chance: Chance): number {
  const most = Math.max(1, Math.floor(MOST_BYTES / Math.max(1, length)));
  return 1 + below(chance() < 0.5 ? Math.min(most, 50) : most, chance);
}

function repeated(token = '', chance: Chance): Buffer {
  return Buffer.from(token.repeat(timesFor(token.length, chance)));
}

/** What is harmless once may take the square of its length. */
function repeatStretch(bytes: Bytes, chance: Chance): Bytes {
  const at = below(bytes.length, chance);
  const stretch = bytes.subarray(at, at + 1 + below(chance() < 0.7 ? 6 : 60, chance));
  const many = Buffer.concat(
    Array.from({ length: timesFor(stretch.length, chance) }, () => stretch),
  );
  return Buffer.concat([bytes.subarray(0, at), many, bytes.subarray(at)]);
}

function spliceIn(bytes: Bytes, chance: Chance, { corpus }: Language): Bytes {
  const other = Buffer.from(pick(corpus, chance) ?? '');
  const from = below(other.length, chance);
  return insert(bytes, chance, other.subarray(from, from + below(400, chance)));
}

function replaceNumber(bytes: Bytes, chance: Chance): Bytes {
  const text = bytes.toString('utf8');
  const found = pick([...text.slice(0, 20_000).matchAll(/-?\d+(?:\.\d+)?/g)], chance);
  if (found === undefined) return bytes;
  const token = pick(NUMBER_TOKENS, chance) ?? '';
  return Buffer.from(
    text.slice(0, found.index) + token + text.slice(found.index + found[0].length),
  );
}

/** A key that is written twice, or one that objects have by birth. */
function doubleKey(bytes: Bytes, chance: Chance): Bytes {
  const text = bytes.toString('utf8');
  const found = pick([...text.slice(0, 20_000).matchAll(/\{|"[^"\\]{1,40}":/g)], chance);
  if (found === undefined) return bytes;
  const [token] = found;
  const added = token === '{' ? '{"__proto__":{"polluted":true},' : `${token}null,${token}`;
  return Buffer.from(text.slice(0, found.index) + added + text.slice(found.index + token.length));
}
