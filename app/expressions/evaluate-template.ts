import { data } from '@actions/expressions';
import type { Contexts, Evaluated } from './contexts.ts';
import { evaluateToData } from './evaluate-to-data.ts';
import type { Data } from './json-data.ts';
import { splitTemplate, type TemplatePart } from './split-template.ts';
import { TEXT_TOO_LONG, textFits } from './text-limit.ts';

/** A text with its expressions replaced by their values. A list or a map among them is an error: it has no text of its own. */
export function evaluateTemplate(text: string, contexts: Contexts): Evaluated<string> {
  if (!text.includes('${{')) return { ok: true, value: text };
  const pieces: string[] = [];
  let length = 0;
  for (const part of splitTemplate(text)) {
    const piece = evaluatePart(part, contexts);
    if (!piece.ok) return piece;
    pieces.push(piece.value);
    length += piece.value.length;
    if (!textFits(length)) return { ok: false, message: TEXT_TOO_LONG };
  }
  return { ok: true, value: pieces.join('') };
}

/** One piece of a template as text. */
export function evaluatePart(part: TemplatePart, contexts: Contexts): Evaluated<string> {
  if (part.type === 'text') return { ok: true, value: part.text };
  if (part.type === 'unclosed') return { ok: false, message: 'a ${{ has no closing }}' };
  const result = evaluateToData(part.text, contexts, null);
  return result.ok ? textOf(result.value, part.text) : result;
}

function textOf(value: Data, expression: string): Evaluated<string> {
  if (value.primitive) return { ok: true, value: value.coerceString() };
  const kind = value instanceof data.Array ? 'a list' : 'a map';
  const inside = expression.trim();
  return {
    ok: false,
    message: `\${{ ${inside} }} is ${kind}, which has no text: use toJSON(${inside}) or join(${inside}, ' ')`,
  };
}
