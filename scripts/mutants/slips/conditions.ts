import type { Expression, VisitorObject } from 'oxc-parser';
import type { Ground } from './slip.ts';

/** Guards that are forgotten or always hold, one half of a condition, boundaries, the opposite. */
export function slipsOfConditions({ textOf, add }: Ground): VisitorObject {
  const judged = new Set<number>();
  const decide = (test: Expression) => {
    judged.add(bare(test).start);
    add(test, 'false', 'true');
  };
  return {
    IfStatement: ({ test }) => decide(test),
    ConditionalExpression: ({ test }) => decide(test),
    LogicalExpression: (both) => {
      const { left, right, operator } = both;
      add(both, ...(operator === '??' ? [textOf(left)] : [textOf(left), textOf(right)]));
    },
    BinaryExpression: (both) => {
      const { left, right, operator, start } = both;
      const others = OTHERS[operator] ?? [];
      // Where a condition is decided both ways its opposite says nothing new.
      const telling = others.filter(({ isOpposite }) => !isOpposite || !judged.has(start));
      const isSum = operator === '+' && right.type !== 'Literal';
      if (isSum) return;
      add(both, ...telling.map(({ sign }) => `${textOf(left)} ${sign} ${textOf(right)}`));
    },
    UnaryExpression: (unary) => {
      if (unary.operator === '!' && !judged.has(unary.start)) {
        add(unary, textOf(unary.argument));
      }
    },
  };
}

function bare(test: Expression): Expression {
  return test.type === 'ParenthesizedExpression' ? bare(test.expression) : test;
}

type Other = { readonly sign: string; readonly isOpposite: boolean };

const OTHERS: Readonly<Record<string, readonly Other[]>> = {
  '===': [{ sign: '!==', isOpposite: true }],
  '!==': [{ sign: '===', isOpposite: true }],
  '<': [
    { sign: '<=', isOpposite: false },
    { sign: '>=', isOpposite: true },
  ],
  '<=': [
    { sign: '<', isOpposite: false },
    { sign: '>', isOpposite: true },
  ],
  '>': [
    { sign: '>=', isOpposite: false },
    { sign: '<=', isOpposite: true },
  ],
  '>=': [
    { sign: '>', isOpposite: false },
    { sign: '<', isOpposite: true },
  ],
  '-': [{ sign: '+', isOpposite: false }],
  '+': [{ sign: '-', isOpposite: false }],
  '*': [{ sign: '/', isOpposite: false }],
  '/': [{ sign: '*', isOpposite: false }],
};
