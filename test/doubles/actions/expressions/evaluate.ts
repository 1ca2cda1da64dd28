import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import type { FunctionDefinition } from '@actions/expressions/funcs/info';
import { TokenType, type Token } from '@actions/expressions/lexer';
import { isList, isMap, type Json, type JsonMap } from '../json.ts';
import { fromData, toData, type Data } from './expression-data.ts';

/** What an expression sees: contexts by name, and how things stand for the status functions. */
export type Scope = {
  readonly contexts: JsonMap;
  readonly status?: StatusFunctions;
};

export type StatusFunctions = {
  readonly success: boolean;
  readonly failure: boolean;
  readonly cancelled: boolean;
};

/** The value with every `${{ }}` in it evaluated; a text that is one expression keeps the type of its value. */
export function evaluateValue(raw: Json, scope: Scope): Json {
  if (typeof raw === 'string') return evaluateString(raw, scope);
  if (isList(raw)) return raw.map((item) => evaluateValue(item, scope));
  if (!isMap(raw)) return raw;
  return Object.fromEntries(
    Object.entries(raw).map(([key, item]) => [
      evaluateText(key, scope),
      evaluateValue(item, scope),
    ]),
  );
}

/** The value as the text GitHub makes of it: `true`, `1`, the empty text for null. */
export function evaluateText(raw: Json | undefined, scope: Scope): string {
  if (raw === undefined) return '';
  return toData(evaluateValue(raw, scope)).coerceString();
}

/** A map whose values became texts, as `env` and `with` need it. */
export function evaluateTexts(raw: Json | undefined, scope: Scope): Record<string, string> {
  const value = typeof raw === 'string' ? evaluateString(raw, scope) : (raw ?? {});
  if (!isMap(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, evaluateText(item, scope)]),
  );
}

/** An `if`: without a status function it means `success() && (…)`. */
export function evaluateCondition(raw: Json | undefined, scope: Scope): boolean {
  const text = toData(raw ?? '')
    .coerceString()
    .trim();
  const whole = /^\$\{\{([\s\S]*)\}\}$/.exec(text);
  const inner = (whole?.[1] ?? text).trim() || 'success()';
  // Text around an expression makes a text of it, which is true.
  if (inner.includes('${{')) return evaluateText(text, scope) !== '';
  const asked = usesStatus(inner) ? inner : `success() && (${inner})`;
  return isTruthy(evaluateExpression(asked, scope));
}

// Throws GitHub's own error.
function evaluateExpression(text: string, scope: Scope): Data {
  const tokens = tokensOf(text);
  const functions = functionsFor(scope.status);
  const names = Object.keys(scope.contexts);
  const parsed = new Parser(tokens, names, functions).parse();
  const context = new data.Dictionary(
    ...names.map((key) => ({ key, value: toData(scope.contexts[key] ?? null) })),
  );
  return new Evaluator(parsed, context, byName(functions)).evaluate();
}

function evaluateString(text: string, scope: Scope): Json {
  const parts = splitTemplate(text);
  const only = parts[0];
  if (parts.length === 1 && only?.isExpression === true) {
    return fromData(evaluateExpression(only.text, scope));
  }
  return parts
    .map((part) =>
      part.isExpression ? evaluateExpression(part.text, scope).coerceString() : part.text,
    )
    .join('');
}

function splitTemplate(text: string): { text: string; isExpression: boolean }[] {
  const parts: { text: string; isExpression: boolean }[] = [];
  // Quoted text inside an expression may hold braces.
  const pattern = /\$\{\{((?:'[^']*'|[^'])*?)\}\}/g;
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) parts.push({ text: text.slice(end, match.index), isExpression: false });
    parts.push({ text: match[1] ?? '', isExpression: true });
    end = match.index + match[0].length;
  }
  if (end < text.length || parts.length === 0) {
    parts.push({ text: text.slice(end), isExpression: false });
  }
  return parts;
}

// The lexer replaces only the first '' of a text (lexer.ts, consumeString).
function tokensOf(text: string): Token[] {
  const { tokens } = new Lexer(text.trim()).lex();
  for (const token of tokens) {
    if (token.type === TokenType.STRING) {
      token.value = token.lexeme.slice(1, -1).replaceAll("''", "'");
    }
  }
  return tokens;
}

const STATUS_NAMES = ['success', 'failure', 'cancelled', 'always'];

function usesStatus(text: string): boolean {
  return tokensOf(text).some((token) => STATUS_NAMES.includes(token.lexeme.toLowerCase()));
}

function functionsFor(status: StatusFunctions | undefined): FunctionDefinition[] {
  const known = STATUS_NAMES.map((name) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(name === 'always' || status?.[name as 'success'] === true),
  }));
  const hashFiles = {
    name: 'hashFiles',
    minArgs: 1,
    maxArgs: 255,
    call: (): Data => {
      throw new Error('hashFiles is not modelled by this stand-in for GitHub Actions');
    },
  };
  return status === undefined ? [hashFiles] : [...known, hashFiles];
}

function byName(functions: readonly FunctionDefinition[]): Map<string, FunctionDefinition> {
  return new Map(functions.map((definition) => [definition.name.toLowerCase(), definition]));
}

function isTruthy(value: Data): boolean {
  if (value instanceof data.Dictionary || value instanceof data.Array) return true;
  return !(value instanceof data.Null) && value.value !== false && value.value !== 0
    ? value.value !== '' && !Number.isNaN(value.value)
    : false;
}
