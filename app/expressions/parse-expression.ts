import { ExpressionError, Lexer, Parser, type Expr } from '@actions/expressions';
import { TokenType, type Token } from '@actions/expressions/lexer';
import { closestName } from '../../text/closest-name.ts';
import { CONTEXT_NAMES } from './contexts.ts';
import { ABSENT_FUNCTIONS, functionsFor } from './functions.ts';
import { messageOf } from '../../text/message-of.ts';
import { shortened } from '../../text/shortened.ts';

export type ParsedExpression =
  | {
      readonly ok: true;
      readonly expr: Expr;
      /** Where each token begins in the text. */
      readonly offsetOf: (token: Token) => number;
    }
  /** `offset` and `length` count characters of the text. */
  | {
      readonly ok: false;
      readonly message: string;
      readonly offset: number;
      readonly length: number;
    };

const FUNCTION_INFO = [
  ...functionsFor(null).values(),
  ...Object.keys(ABSENT_FUNCTIONS).map((name) => ({ name, minArgs: 0, maxArgs: 255 })),
];
const FUNCTION_NAMES = [
  'success',
  'failure',
  'cancelled',
  'always',
  'fromJSON',
  'toJSON',
  'contains',
  'format',
  'join',
  'startsWith',
  'endsWith',
  'case',
];
// https://docs.github.com/actions/reference/workflows-and-actions/expressions has the same limit.
const MAX_LENGTH = 21_000;

/** Reads the inside of `${{ … }}` with GitHub's own lexer and parser. */
export function parseExpression(text: string): ParsedExpression {
  if (text.trim() === '') return failure('the expression is empty', 0, text.length);
  if (text.length > MAX_LENGTH) {
    return failure(`the expression is longer than ${MAX_LENGTH} characters`, 0, text.length);
  }
  let tokens: readonly Token[] = [];
  try {
    const lexed = new Lexer(text).lex().tokens;
    tokens = lexed;
    for (const token of lexed) unescape(token);
    const inherited = inheritedFunction(lexed);
    if (inherited !== null) {
      const offset = offsetsOf(text, lexed).get(inherited) ?? 0;
      const message = describe('Unrecognized function', inherited.lexeme);
      return failure(message, offset, inherited.lexeme.length);
    }
    const expr = new Parser(lexed, [...CONTEXT_NAMES], FUNCTION_INFO).parse();
    const offsets = offsetsOf(text, tokens);
    return { ok: true, expr, offsetOf: (token) => offsets.get(token) ?? 0 };
  } catch (error) {
    return explain(error, text, tokens);
  }
}

// The library looks functions up in a plain object, where it finds `constructor` too.
function inheritedFunction(tokens: readonly Token[]): Token | null {
  const found = tokens.find(
    (token, index) =>
      token.lexeme.toLowerCase() in Object.prototype &&
      tokens[index + 1]?.type === TokenType.LEFT_PAREN,
  );
  return found ?? null;
}

// The library replaces only the first '' of a text: https://github.com/actions/languageservices (lexer.ts, consumeString).
function unescape(token: Token): void {
  if (token.type === TokenType.STRING) {
    token.value = token.lexeme.slice(1, -1).replaceAll("''", "'");
  }
}

// The library's columns are wrong after a line break in a text, so positions are counted here.
function offsetsOf(text: string, tokens: readonly Token[]): Map<Token, number> {
  const offsets = new Map<Token, number>();
  let cursor = 0;
  for (const token of tokens) {
    while (/\s/.test(text[cursor] ?? '')) cursor += 1;
    offsets.set(token, cursor);
    cursor += token.type === TokenType.EOF ? 0 : token.lexeme.length;
  }
  return offsets;
}

function explain(error: unknown, text: string, tokens: readonly Token[]): ParsedExpression {
  const raw = messageOf(error);
  if (error instanceof ExpressionError) {
    const token = tokens.find((candidate) => candidate.range.start === error.pos);
    if (token === undefined) return failure(raw, 0, text.length);
    const offset = offsetsOf(text, tokens).get(token) ?? 0;
    return failure(describe(raw, token.lexeme), offset, Math.max(1, token.lexeme.length));
  }
  const found = /^Unexpected symbol: '([\s\S]*)'\. Located at position (\d+)/.exec(raw);
  const symbol = found?.[1] ?? '';
  const offset = Number(found?.[2] ?? 1) - 1;
  return failure(unexpected(symbol), offset, Math.max(1, symbol.length));
}

function describe(raw: string, word: string): string {
  if (raw.startsWith('Unrecognized named-value')) {
    const near = closestName(word, CONTEXT_NAMES);
    const bare = `strings are in single quotes: '${word}'`;
    return `there is no context \`${word}\`: ${near === null ? bare : `did you mean \`${near}\`?`}`;
  }
  if (raw.startsWith('Unrecognized function')) {
    const near = closestName(word, FUNCTION_NAMES);
    const known = `available: ${FUNCTION_NAMES.join(', ')}`;
    return `there is no function \`${word}\`: ${near === null ? known : `did you mean \`${near}\`?`}`;
  }
  if (raw.startsWith('Too few')) return `\`${word}\` needs more arguments`;
  if (raw.startsWith('Too many')) return `\`${word}\` was given too many arguments`;
  if (raw.startsWith('Unexpected end')) return 'the expression ends too early';
  if (raw.startsWith('Unexpected symbol')) return unexpected(word);
  return raw;
}

const SYMBOL_HINTS: readonly (readonly [RegExp, string])[] = [
  [/^"/, 'strings are in single quotes'],
  [/^'/, "the text has no closing quote; a ' inside it is written ''"],
  [/^=/, 'equal is ==, not equal is !='],
  [/^&/, 'and is &&'],
  [/^\|/, 'or is ||'],
  [/^(and|or|not)$/i, 'and is &&, or is ||, not is !'],
  [/^[-+*/%]/, 'expressions have no arithmetic: compute it in `run`'],
  [/^\$/, 'inside ${{ }} names stand bare: params.epochs'],
];

function unexpected(symbol: string): string {
  const hint = SYMBOL_HINTS.find(([pattern]) => pattern.test(symbol))?.[1];
  const shown = shortened(symbol, 30);
  return `unexpected \`${shown}\`${hint === undefined ? '' : `: ${hint}`}`;
}

function failure(message: string, offset: number, length: number): ParsedExpression {
  return { ok: false, message, offset, length };
}
