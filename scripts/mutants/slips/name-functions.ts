import { Visitor, type Program } from 'oxc-parser';
import { isWithin, type Range } from './slip.ts';

/** Tells the name of the innermost function that a piece of a file is in; empty outside of all. */
export function nameFunctions(program: Program, text: string): (range: Range) => string {
  const functions: (Range & { readonly name: string })[] = [];
  new Visitor({
    FunctionDeclaration: ({ id, start, end }) => {
      functions.push({ name: id?.name ?? '', start, end });
    },
    MethodDefinition: ({ key, start, end }) => {
      functions.push({ name: text.slice(key.start, key.end), start, end });
    },
    VariableDeclarator: ({ id, init, start, end }) => {
      if (init?.type !== 'ArrowFunctionExpression') return;
      functions.push({ name: id.type === 'Identifier' ? id.name : '', start, end });
    },
  }).visit(program);
  return (range) => {
    const around = functions.filter((outer) => isWithin(range, outer));
    return around.toSorted((a, b) => b.start - a.start)[0]?.name ?? '';
  };
}
