import { data, Evaluator, type Expr } from '@actions/expressions';
import {
  ContextAccess,
  FunctionCall,
  Grouping,
  IndexAccess,
  Literal,
  Star,
} from '@actions/expressions/ast';
import { FilteredArray } from '@actions/expressions/filtered_array';
import { TokenType, type Token } from '@actions/expressions/lexer';
import { closestName } from '../../text/closest-name.ts';
import type { Contexts, StatusFunctions } from './contexts.ts';
import { ABSENT_FUNCTIONS, functionsFor } from './functions.ts';
import { JsonDictionary, type Data } from './json-data.ts';
import { cut } from '../../text/shortened.ts';

/**
 * GitHub's evaluator, but reading what is not there throws, naming it: on GitHub it is null, which is less than
 * every threshold, so a missing metric would pass a check.
 */
export class StrictEvaluator extends Evaluator {
  readonly #contexts: JsonDictionary;

  constructor(expr: Expr, contexts: Contexts, status: StatusFunctions | null) {
    const dictionary = new JsonDictionary(contexts);
    super(expr, dictionary, functionsFor(status));
    this.#contexts = dictionary;
  }

  override visitContextAccess(access: ContextAccess): Data {
    const name = access.name.lexeme;
    const value = this.#contexts.get(name);
    if (value === undefined) throw new Error(`there is no \`${name}\` here`);
    return value;
  }

  override visitIndexAccess(access: IndexAccess): Data {
    const target = this.eval(access.expr);
    if (access.index instanceof Star) {
      assertIterable(target, access);
      return super.visitIndexAccess(new IndexAccess(literal(target), access.index));
    }
    const index = this.eval(access.index);
    assertPresent(target, index, access);
    return super.visitIndexAccess(new IndexAccess(literal(target), literal(index)));
  }

  override visitFunctionCall(call: FunctionCall): Data {
    const absent = ABSENT_FUNCTIONS[call.functionName.lexeme.toLowerCase()];
    if (absent !== undefined) throw new Error(absent);
    return super.visitFunctionCall(call);
  }
}

function assertIterable(target: Data, access: IndexAccess): void {
  if (target instanceof data.Array || target instanceof data.Dictionary) return;
  throw new Error(`\`${pathText(access.expr)}\` is ${kindOf(target)}: .* needs a list or a map`);
}

function assertPresent(target: Data, index: Data, access: IndexAccess): void {
  // A filter passes over what lacks the key, as on GitHub.
  if (target instanceof FilteredArray) return;
  if (target instanceof data.Array) return assertInList(target, index, access);
  const owner = pathText(access.expr);
  if (!(target instanceof data.Dictionary)) {
    const wanted = index.coerceString();
    throw new Error(`\`${owner}\` is ${kindOf(target)}, so it has no \`${wanted}\``);
  }
  const key = index.coerceString();
  if (target.get(key) !== undefined) return;
  const names = target.pairs().map((pair) => pair.key);
  throw new Error(`\`${owner}\` has no \`${key}\`${alternatives(key, names)}`);
}

function assertInList(target: data.Array, index: Data, access: IndexAccess): void {
  const position = index.number();
  const { length } = target.values();
  if (Number.isFinite(position) && position >= 0 && position < length) return;
  const owner = pathText(access.expr);
  throw new Error(`\`${owner}\` has ${length} items, so it has no \`${index.coerceString()}\``);
}

function alternatives(key: string, names: readonly string[]): string {
  const near = closestName(key, names);
  if (near !== null) return `: did you mean \`${near}\`?`;
  if (names.length === 0) return ': it is empty';
  const shown = names.slice(0, 8).join(', ');
  return `: it has ${shown}${names.length > 8 ? ', …' : ''}`;
}

function kindOf(value: Data): string {
  if (value instanceof data.Null) return 'null';
  const text = value.coerceString();
  return text === '' ? 'empty' : `the ${typeOf(value)} ${cut(text, 40)}`;
}

function typeOf(value: Data): string {
  if (value instanceof data.NumberData) return 'number';
  return value instanceof data.BooleanData ? 'boolean' : 'text';
}

/** How a person wrote it, nearly: for messages. */
function pathText(expr: Expr): string {
  if (expr instanceof ContextAccess) return expr.name.lexeme;
  if (expr instanceof Grouping) return pathText(expr.group);
  if (expr instanceof FunctionCall) return `${expr.functionName.lexeme}(…)`;
  if (!(expr instanceof IndexAccess)) return 'the value';
  const owner = pathText(expr.expr);
  if (expr.index instanceof Star) return `${owner}.*`;
  return expr.index instanceof Literal
    ? `${owner}.${expr.index.literal.coerceString()}`
    : `${owner}[…]`;
}

const NO_PLACE = { line: 0, column: 0 };
const NO_TOKEN: Token = {
  type: TokenType.UNKNOWN,
  lexeme: '',
  range: { start: NO_PLACE, end: NO_PLACE },
};

function literal(value: Data): Literal {
  return new Literal(value, NO_TOKEN);
}
