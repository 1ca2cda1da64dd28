import { Buffer } from 'node:buffer';
import { withoutTrailing } from '../../../text/without-trailing.ts';
import { onlyColours } from '../../../text/escapes.ts';
import { findTexts, type TextFinder } from './find-texts.ts';
import { secretTexts, SHORTEST_LINE } from './secret-texts.ts';

/** Replaces every secret in a text. `longest` is the length of the longest text that it looks for. */
export type Mask = {
  readonly apply: (text: string) => string;
  /** The same for the beginning of a text whose rest is lost: its end, where a secret may have begun, is left out. */
  readonly applyToCut: (text: string) => string;
  readonly longest: number;
};

const HIDDEN = '***';

/**
 * Hides the values of secrets, the lines of those with many, the values inside those that are JSON, and their usual
 * disguises: base64 (also inside a longer text), base64url, URL-encoded, JSON-escaped, hexadecimal. As GitHub's runner
 * does it, and a little more: https://github.com/actions/runner/blob/main/src/Sdk/DTLogging/Logging/ValueEncoders.cs
 */
export function maskSecrets(secrets: Readonly<Record<string, string>>): Mask {
  const hidden = Object.values(secrets).flatMap(secretTexts).flatMap(disguisesOf);
  const finder = findTexts(hidden.filter((text) => text.trim() !== ''));
  const { longest } = finder;
  if (longest === 0) return { apply: same, applyToCut: same, longest };
  return {
    apply: (text) => hide(text, text.length, finder),
    applyToCut: (text) => hide(text, Math.max(0, text.length - longest + 1), finder),
    longest,
  };
}

function same(text: string): string {
  return text;
}

/** `shownTo`: what stands behind this place is not shown. */
function hide(text: string, shownTo: number, { next }: TextFinder): string {
  const shown: string[] = [];
  let from = 0;
  for (let found = next(text, 0); found !== null; found = next(text, from)) {
    shown.push(text.slice(from, found.at), HIDDEN);
    from = found.at + found.length;
  }
  return shown.join('') + text.slice(from, Math.max(from, shownTo));
}

function disguisesOf(text: string): string[] {
  const encoded = text.trim().length < SHORTEST_LINE ? [] : encodingsOf(text);
  return [text, onlyColours(text), ...encoded];
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
