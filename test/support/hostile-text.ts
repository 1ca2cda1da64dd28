import * as fc from 'fast-check';

const ESC = '\u001B';
const plain = fc.constantFrom('a', 'train', ' ', '0', '[', ']', ';', '\\', 'm', '🚀', 'é', '%');
const parameters = fc.constantFrom('', '2', '31', '1;1', '?25', '?1049', '>0', '38:5:1', '0;1;1');
const introducers = fc.constantFrom(`${ESC}[`, '\u009B');
const strings = fc.constantFrom(
  `${ESC}]`,
  `${ESC}P`,
  `${ESC}X`,
  `${ESC}^`,
  `${ESC}_`,
  '\u009D',
  '\u0090',
  '\u009F',
);
const ends = fc.constantFrom('\u0007', `${ESC}\\`, '\u009C', '');

const csi = fc.tuple(
  introducers,
  parameters,
  fc.constantFrom('m', 'J', 'H', 'A', 'K', 'h', 'l', 'n', ''),
);
const string = fc.tuple(
  strings,
  fc.constantFrom('0;owned', '8;;https://evil.example', '52;c;ZXZpbA==', ''),
  ends,
);
const short = fc.tuple(
  fc.constant(ESC),
  fc.constantFrom('c', '7', '8', '(B', '#8', 'M', '=', '', ' F'),
);
const control = fc.integer({ min: 0, max: 0x9f }).filter((code) => code < 0x20 || code >= 0x7f);
const single = control.map((code) => String.fromCodePoint(code));
const TURNING =
  '\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069\u2028\u2029';
const turning = fc.constantFrom(...Array.from(TURNING));

/** Texts out of the grammar of what terminals obey (C0, C1, ESC, CSI, OSC, DCS) and of what turns text around. */
export const hostileText = fc
  .array(
    fc.oneof(
      plain,
      csi.map((parts) => parts.join('')),
      string.map((parts) => parts.join('')),
      short.map((parts) => parts.join('')),
      single,
      turning,
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

// oxlint-disable-next-line no-control-regex -- these characters are what it is about
const COLOURS = /\u001B\[[0-9;:]*m/g;
const OBEYED =
  // oxlint-disable-next-line no-control-regex -- as above
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g;

/** What of a text a terminal would obey, or would show in another order; colours are let through where they are ours. */
export function obeyed(text: string, colours: boolean): string[] {
  const shown = colours ? text.replace(COLOURS, '') : text;
  return shown.match(OBEYED) ?? [];
}
