import type { Contexts, Evaluated } from './contexts.ts';
import { evaluatePart } from './evaluate-template.ts';
import { splitTemplate } from './split-template.ts';
import { TEXT_TOO_LONG, textFits } from './text-limit.ts';
import { cut } from '../../text/shortened.ts';

const SAFE_VALUE = /^[A-Za-z0-9_.,:/@+=-]*$/;
// A word that a value begins may not begin with a dash (it would be an option), but a number may be negative.
const NEGATIVE = /^-(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const WORD_END = /[\s;|&()<>`]/;
// How far back a word is looked for, so that a long script costs no more.
const TAIL_LENGTH = 256;

/** What to do instead, at the end of each refusal. */
export const IN_ENV = ': put it in `env` and use "$NAME"';

/**
 * The text of `run` with its expressions replaced by their values. Whoever names a branch or types a parameter must
 * not be able to write program text, so a value is one safe word that makes no option and follows no `$`; all else
 * belongs into `env`, which no shell reads again.
 */
export function interpolateScript(text: string, contexts: Contexts): Evaluated<string> {
  let script = '';
  // The end of what stands before the last stretch of adjoining values, and that stretch.
  let before = '';
  let adjoining = '';
  for (const part of splitTemplate(text)) {
    const piece = evaluatePart(part, contexts);
    if (!piece.ok) return piece;
    const { value } = piece;
    if (!textFits(script.length + value.length)) return { ok: false, message: TEXT_TOO_LONG };
    script += value;
    if (part.type === 'text') {
      before = (before + adjoining + value).slice(-TAIL_LENGTH);
      adjoining = '';
      continue;
    }
    const danger = dangerOf(before, adjoining, value);
    if (danger !== null) return refuse(part.text, value, danger);
    adjoining += value;
  }
  return { ok: true, value: script };
}

function dangerOf(before: string, adjoining: string, value: string): string | null {
  if (!SAFE_VALUE.test(value)) return 'is not one safe word';
  if (/\$\{?$/.test(before)) return 'would name a variable';
  const wordSoFar = (before.split(WORD_END).at(-1) ?? '').replace(/["']/g, '');
  const word = adjoining + value;
  const isOption = word.startsWith('-') && !NEGATIVE.test(word);
  if (wordSoFar === '' && isOption) return 'would be an option';
  return null;
}

function refuse(expression: string, value: string, danger: string): Evaluated<never> {
  const inside = expression.trim();
  const shown = visible(JSON.stringify(cut(value, 60)));
  return {
    ok: false,
    message: `the value ${shown} of \${{ ${inside} }} ${danger}${IN_ENV}`,
  };
}

// What reverses or breaks a line in a terminal must not do so in the message that warns of it.
function visible(text: string): string {
  return text.replace(
    /[^\u0020-\u007e]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
