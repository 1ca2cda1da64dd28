const MASK = '***';

/** Replaces secrets by `***`, also in the encodings that GitHub's runner knows (ValueEncoders.cs in actions/runner). */
export class Masker {
  readonly #values = new Set<string>();

  /** A value of several lines is masked line by line as well. */
  add(value: string): void {
    for (const part of [value, ...value.split(/\r\n|\r|\n/)]) {
      if (part.trim() === '') continue;
      for (const form of encodings(part)) this.#values.add(form);
    }
  }

  mask(text: string): string {
    const hidden: [number, number][] = [];
    for (const value of this.#values) {
      for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + 1)) {
        hidden.push([at, at + value.length]);
      }
    }
    if (hidden.length === 0) return text;
    let masked = '';
    let end = 0;
    for (const [from, to] of merged(hidden)) {
      masked += text.slice(end, from) + MASK;
      end = to;
    }
    return masked + text.slice(end);
  }
}

function encodings(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const shifted = [0, 1, 2]
    .map((skip) => wholeBase64(Buffer.from(value).subarray(skip)))
    .filter((text) => text.length >= 8);
  const xml = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const bytes = Buffer.from(value);
  const forms = [value, json, encodeURIComponent(value), xml, bytes.toString('base64')];
  return [...forms, ...shifted, value.replace(/^"(.*)"$/, '$1')].filter((form) => form !== '');
}

// The last characters depend on what follows the secret in the encoded text.
function wholeBase64(bytes: Buffer): string {
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 3));
  return whole.toString('base64');
}

function merged(ranges: [number, number][]): [number, number][] {
  const joined: [number, number][] = [];
  for (const [from, to] of ranges.sort(([a], [b]) => a - b)) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}
