import { Buffer } from 'node:buffer';
import { withoutTrailing } from '../../../text/without-trailing.ts';
import { cleanLine } from './clean-line.ts';

/** Replaces every secret in a line. `longest` is the length of the longest text that it looks for. */
export type Mask = { readonly apply: (text: string) => string; readonly longest: number };

const HIDDEN = '***';
/** Lines of a secret of many lines that are shorter (`{`, `}`) say nothing and would hide half of the output. */
const SHORTEST_LINE = 4;

/**
 * Hides the values of secrets, the lines of those with many lines, and their usual disguises: base64 (also inside a
 * longer text), base64url, URL-encoded, JSON-escaped, hexadecimal. As GitHub's runner does it, and a little more:
 * https://github.com/actions/runner/blob/main/src/Sdk/DTLogging/Logging/ValueEncoders.cs
 */
export function maskSecrets(secrets: Readonly<Record<string, string>>): Mask {
  const hidden = new Set(Object.values(secrets).flatMap(disguisesOf));
  if (hidden.size === 0) return { apply: (text) => text, longest: 0 };
  const longestFirst = [...hidden].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map((text) => escapePattern(text)).join('|'), 'g');
  return {
    apply: (text) => text.replace(pattern, HIDDEN),
    longest: longestFirst[0]?.length ?? 0,
  };
}

function disguisesOf(secret: string): string[] {
  const value = secret.trim();
  if (value === '') return [];
  const lines = value.split(/\r?\n|\r/).map((line) => line.trim());
  const parts = lines.length > 1 ? lines.filter((line) => line.length >= SHORTEST_LINE) : [];
  const plain = [secret, value, ...parts];
  const encoded = value.length < SHORTEST_LINE ? [] : [secret, value].flatMap(encodingsOf);
  return [...plain, ...plain.map(cleanLine), ...encoded].filter((text) => text.trim() !== '');
}

function encodingsOf(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const whole = Buffer.from(value).toString('base64');
  const base64 = [whole, withoutTrailing(whole, '='), ...base64Texts(value)];
  const url = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  const hex = Buffer.from(value).toString('hex');
  // As Python writes JSON.
  const ascii = json.replaceAll(/[^ -~]/g, unicodeEscaped);
  return [json, ascii, ...uriTexts(value), ...base64, ...url, hex, hex.toUpperCase()];
}

// Inside a longer text the base64 of a secret has three forms, by where it starts; the first and last characters
// may also carry bits of its neighbours, so they are left out.
function base64Texts(value: string): string[] {
  const bytes = Buffer.from(value);
  return [0, 1, 2].flatMap((shift) => {
    const whole = bytes.subarray(shift, shift + Math.floor((bytes.length - shift) / 3) * 3);
    return whole.length >= SHORTEST_LINE ? [whole.toString('base64')] : [];
  });
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

// Programs differ in what they leave as it is, and in how they write a space. Half a surrogate pair cannot be encoded.
function uriTexts(value: string): string[] {
  if (!value.isWellFormed()) return [];
  const usual = encodeURIComponent(value);
  const strict = usual.replaceAll(/[!'()*]/g, percentEncoded);
  const forms = [usual, strict, usual.replaceAll('%2F', '/'), strict.replaceAll('%2F', '/')];
  return [...forms, ...forms.map((text) => text.replaceAll('%20', '+'))];
}

function unicodeEscaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function percentEncoded(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
}
