import { isList, type Json } from '../domain/json.ts';
import type { Contexts, Evaluated } from './contexts.ts';
import { evaluateExpression } from './evaluate-expression.ts';
import { evaluateTemplate } from './evaluate-template.ts';
import { splitTemplate } from './split-template.ts';

/** A JSON value with every expression in it evaluated. A text that is exactly one `${{ … }}` keeps its value's type. */
export function evaluateValue(value: Json, contexts: Contexts): Evaluated<Json> {
  if (typeof value === 'string') return evaluateText(value, contexts);
  if (value === null || typeof value !== 'object') return { ok: true, value };
  if (isList(value)) {
    const items: Json[] = [];
    for (const item of value) {
      const result = evaluateValue(item, contexts);
      if (!result.ok) return result;
      items.push(result.value);
    }
    return { ok: true, value: items };
  }
  const entries: [string, Json][] = [];
  for (const [key, item] of Object.entries(value)) {
    const result = evaluateValue(item, contexts);
    if (!result.ok) return result;
    entries.push([key, result.value]);
  }
  return { ok: true, value: Object.fromEntries(entries) };
}

function evaluateText(text: string, contexts: Contexts): Evaluated<Json> {
  if (!text.includes('${{')) return { ok: true, value: text };
  const [first, ...rest] = splitTemplate(text.trim());
  return first?.type === 'expression' && rest.length === 0
    ? evaluateExpression(first.text, contexts)
    : evaluateTemplate(text, contexts);
}
