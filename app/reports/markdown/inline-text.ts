import { printable } from '../../../text/printable.ts';

/**
 * Text that is not ours as one line of Markdown that shows it and does nothing else: no markup, no HTML, no link, no
 * mention, no reference to an issue, no cell border. Longer than `longest` characters it is cut.
 */
export function inlineText(text: string, longest = 300): string {
  return encode(oneLine(text, longest)).replaceAll(
    /&#(?:64|35);|gh&#45;/gi,
    `$&${ZERO_WIDTH_SPACE}`,
  );
}

/** As `inlineText`, in the type of code: for names. GitHub looks for no mentions and references in there. */
export function inlineCode(text: string, longest = 120): string {
  const shown = oneLine(text, longest);
  return shown === '' ? '' : `<code>${encode(shown)}</code>`;
}

// GitHub finds mentions and references (`GH-26` is one) after it has decoded entities, in the text that was rendered.
// https://docs.github.com/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
const ZERO_WIDTH_SPACE = '&#8203;';

function oneLine(text: string, longest: number): string {
  const line = text
    .toWellFormed()
    .split(/[\r\n]+/)
    .map((part) => printable(part))
    .join(' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
  const characters = Array.from(line);
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join('')}…`;
}

// What is written as an entity is never structure: https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
// `www.` begins a link by itself: https://github.github.com/gfm/#autolinks-extension-
function encode(line: string): string {
  return line
    .replaceAll(/[!-/:-@[-`{-~]/g, (char) => (HARMLESS.has(char) ? char : entity(char)))
    .replaceAll(/www\./gi, (www) => `${www.slice(0, 3)}${entity('.')}`);
}

const HARMLESS: ReadonlySet<string> = new Set([',', '.', '%', '/', '=', "'", '(', ')', '?']);

function entity(char: string): string {
  return `&#${char.codePointAt(0) ?? 0};`;
}
