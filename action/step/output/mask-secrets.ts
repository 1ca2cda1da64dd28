import { Buffer } from 'node:buffer';
import { cleanLine } from './clean-line.ts';

/** Replaces every secret in a line. `longest` is the length of the longest text that it looks for. */
export type Mask = { readonly apply: (text: string) => string; readonly longest: number };

const HIDDEN = '***';
/** Lines of a secret of many lines that are shorter (`{`, `}`) say nothing and would hide half of the output. */
const SHORTEST_LINE = 4;

/**
 * Hides the values of secrets, the lines of those with many lines, and their usual disguises: base64 (also inside a
 * longer text), base64url, URL-encoded, JSON-escaped. As GitHub's runner does it:
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
  const base64 = [whole, whole.replace(/=+$/, ''), ...base64Texts(value)];
  const url = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  return [json, encodeUri(value), ...base64, ...url];
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

// Half a surrogate pair cannot be encoded.
function encodeUri(value: string): string {
  return value.isWellFormed() ? encodeURIComponent(value) : value;
}
