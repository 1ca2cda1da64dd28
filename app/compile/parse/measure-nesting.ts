import { Lexer } from 'yaml';

/** Deeper nesting than any pipeline has; the YAML parser itself would exhaust the stack, or V8 itself, far beyond it. */
const MAX_NESTING = 200;

/** Where a text begins to nest too deeply, in characters; null if it does not. */
export function measureNesting(text: string): number | null {
  return deepBlock(text) ?? (mayNestBrackets(text) ? deepBrackets(text) : null);
}

// Maps and lists by indentation. The lines of a script count too, and no honest one comes near.
function deepBlock(text: string): number | null {
  const indents: number[] = [];
  for (const { 1: lead = '', index } of text.matchAll(/^((?:[?-] | )*)\S/gm)) {
    const markers = lead.replaceAll(' ', '').length;
    while ((indents.at(-1) ?? -1) >= lead.length) indents.pop();
    indents.push(lead.length);
    if (indents.length + markers > MAX_NESTING) return index;
  }
  return null;
}

// Brackets in texts and comments make this count too high, but never too low.
function mayNestBrackets(text: string): boolean {
  let open = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    open = bracket === '[' || bracket === '{' ? open + 1 : Math.max(0, open - 1);
    if (open > MAX_NESTING) return true;
  }
  return false;
}

// The library's lexer puts this before the text of a scalar, and the other two where it has no text of its own:
// https://eemeli.org/yaml/#lexer
const SCALAR = '\u001F';
const WITHOUT_TEXT = new Set([SCALAR, '\u0002', '\u0018']);

function deepBrackets(text: string): number | null {
  let offset = 0;
  let open = 0;
  let before = '';
  for (const token of new Lexer().lex(text)) {
    if (before !== SCALAR && /^[[\]{}]$/.test(token)) {
      open += token === '[' || token === '{' ? 1 : -1;
    }
    if (open > MAX_NESTING) return offset;
    if (!WITHOUT_TEXT.has(token)) offset += token.length;
    before = token;
  }
  return null;
}
