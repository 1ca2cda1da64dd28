import type { Expr } from '@actions/expressions';
import {
  Binary,
  ContextAccess,
  FunctionCall,
  Grouping,
  IndexAccess,
  Literal,
  Logical,
  Unary,
} from '@actions/expressions/ast';
import type { Token } from '@actions/expressions/lexer';
import { STATUS_FUNCTIONS } from './functions.ts';
import { parseExpression, type ParsedExpression } from './parse-expression.ts';
import { splitTemplate, type TemplatePart } from './split-template.ts';

/** Something of the contexts that an expression reads. Offsets count characters of the text that was looked at. */
export type Reference = {
  /** `steps.data.outputs.shards` as its words; the context's name in lower case. */
  readonly path: readonly string[];
  /** False: goes on with something computed (`steps[matrix.x]`) or with `.*`, so that only this much is known. */
  readonly complete: boolean;
  readonly offset: number;
  readonly length: number;
};

export type FunctionUse = {
  /** In lower case: functions ignore case. */
  readonly name: string;
  readonly offset: number;
  readonly length: number;
};

export type References = {
  readonly paths: readonly Reference[];
  readonly functions: readonly FunctionUse[];
  readonly errors: readonly {
    readonly message: string;
    readonly offset: number;
    readonly length: number;
  }[];
};

const NO_REFERENCES: References = { paths: [], functions: [], errors: [] };

/** What a text with `${{ … }}` in it reads and calls, and where it is wrong. */
export function referencesOf(text: string): References {
  if (!text.includes('${{')) return NO_REFERENCES;
  return merge(splitTemplate(text).map(referencesOfPart));
}

function referencesOfPart(part: TemplatePart): References {
  if (part.type === 'text') return NO_REFERENCES;
  if (part.type === 'expression') return referencesOfExpression(part.text, part.offset);
  const error = { message: 'this ${{ has no closing }}', offset: part.offset, length: 3 };
  return { ...NO_REFERENCES, errors: [error] };
}

/** The same for the inside of one expression; `base` is added to every offset. */
export function referencesOfExpression(text: string, base = 0): References {
  const parsed = parseExpression(text);
  if (!parsed.ok) {
    const { message, offset, length } = parsed;
    return { ...NO_REFERENCES, errors: [{ message, offset: base + offset, length }] };
  }
  return new Collector(parsed, base).collect();
}

/** Whether an expression asks how other steps ended, and so replaces `when`. */
export function usesStatusFunctions(references: References): boolean {
  return references.functions.some(({ name }) => STATUS_FUNCTIONS.includes(name));
}

class Collector {
  readonly #root: Expr;
  readonly #offsetOf: (token: Token) => number;
  readonly #base: number;
  readonly #paths: Reference[] = [];
  readonly #functions: FunctionUse[] = [];

  constructor(parsed: Extract<ParsedExpression, { ok: true }>, base: number) {
    this.#root = parsed.expr;
    this.#offsetOf = parsed.offsetOf;
    this.#base = base;
  }

  collect(): References {
    this.#visit(this.#root);
    return { paths: this.#paths, functions: this.#functions, errors: [] };
  }

  #visit(expr: Expr): void {
    if (expr instanceof ContextAccess || expr instanceof IndexAccess) return this.#access(expr);
    if (expr instanceof FunctionCall) {
      const name = expr.functionName.lexeme.toLowerCase();
      this.#functions.push({ name, ...this.#span(expr.functionName, expr.functionName) });
    }
    for (const child of childrenOf(expr)) this.#visit(child);
  }

  #access(expr: ContextAccess | IndexAccess): void {
    const chain: IndexAccess[] = [];
    let root: Expr = expr;
    while (root instanceof IndexAccess) {
      chain.unshift(root);
      root = root.expr;
    }
    for (const { index } of chain) if (!(index instanceof Literal)) this.#visit(index);
    if (!(root instanceof ContextAccess)) return this.#visit(root);
    this.#path(root, chain);
  }

  #path(root: ContextAccess, chain: readonly IndexAccess[]): void {
    const path = [root.name.lexeme.toLowerCase()];
    let last = root.name;
    for (const { index } of chain) {
      if (!(index instanceof Literal)) break;
      path.push(index.literal.coerceString());
      last = index.token;
    }
    const complete = path.length === chain.length + 1;
    this.#paths.push({ path, complete, ...this.#span(root.name, last) });
  }

  #span(first: Token, last: Token): { offset: number; length: number } {
    const start = this.#offsetOf(first);
    const end = this.#offsetOf(last) + last.lexeme.length;
    return { offset: this.#base + start, length: end - start };
  }
}

function childrenOf(expr: Expr): readonly Expr[] {
  if (expr instanceof FunctionCall || expr instanceof Logical) return expr.args;
  if (expr instanceof Binary) return [expr.left, expr.right];
  if (expr instanceof Unary) return [expr.expr];
  return expr instanceof Grouping ? [expr.group] : [];
}

function merge(all: readonly References[]): References {
  return {
    paths: all.flatMap(({ paths }) => paths),
    functions: all.flatMap(({ functions }) => functions),
    errors: all.flatMap(({ errors }) => errors),
  };
}
