import type { CallExpression, Expression, VisitorObject } from 'oxc-parser';
import type { Ground } from './slip.ts';

/** Calls that are forgotten, a step of a chain that is left out, its near relative, a condition of a query. */
export function slipsOfCalls({ textOf, add, forget }: Ground): VisitorObject {
  let catches = 0;
  return {
    ExpressionStatement: ({ expression }) => {
      if (isForgettable(expression)) add(expression, 'undefined');
    },
    CatchClause: () => {
      catches += 1;
    },
    'CatchClause:exit': () => {
      catches -= 1;
    },
    ThrowStatement: (statement) => {
      if (catches > 0) forget(statement);
    },
    CallExpression: (call) => add(call, ...othersOf(call, textOf)),
  };
}

function isForgettable(expression: Expression): boolean {
  const { type } = expression;
  if (type === 'AwaitExpression') return isForgettable(expression.argument);
  if (type === 'CallExpression') return expression.callee.type !== 'Super';
  return type === 'AssignmentExpression' || type === 'ChainExpression';
}

function othersOf(call: CallExpression, textOf: Ground['textOf']): readonly string[] {
  const { callee } = call;
  const args = call.arguments.map(textOf);
  if (callee.type === 'Identifier') {
    if (callee.name === 'and' || callee.name === 'or') {
      return args.map((_, index) => `${callee.name}(${args.toSpliced(index, 1).join(', ')})`);
    }
    const sibling = siblingIn(SIBLINGS, callee.name);
    return sibling === undefined ? [] : [`${sibling}(${args.join(', ')})`];
  }
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return [];
  const { name } = callee.property;
  const sibling = siblingIn(METHODS, name);
  if (sibling !== undefined) return [`${textOf(callee.object)}.${sibling}(${args.join(', ')})`];
  return LEFT_OUT.has(name) && !callee.optional ? [textOf(callee.object)] : [];
}

/** Not what every object has: `toLocaleString` is in none of them. */
function siblingIn(others: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(others, name) ? others[name] : undefined;
}

/** Of drizzle: https://orm.drizzle.team/docs/operators */
const SIBLINGS: Readonly<Record<string, string>> = {
  eq: 'ne',
  ne: 'eq',
  lt: 'lte',
  lte: 'lt',
  gt: 'gte',
  gte: 'gt',
  isNull: 'isNotNull',
  isNotNull: 'isNull',
  asc: 'desc',
  desc: 'asc',
};

const METHODS: Readonly<Record<string, string>> = {
  some: 'every',
  every: 'some',
  find: 'findLast',
  findLast: 'find',
  min: 'max',
  max: 'min',
  startsWith: 'endsWith',
};

const LEFT_OUT: ReadonlySet<string> = new Set([
  'filter',
  'sort',
  'toSorted',
  'reverse',
  'toReversed',
  'slice',
  'trim',
  'toLowerCase',
  'limit',
  'orderBy',
]);
