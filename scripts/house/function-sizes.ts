import { parseSync, Visitor } from 'oxc-parser';

/** How many lines each function of a file has, from its first word to its last brace; arrows without braces do not count. */
export function functionSizes(file: string, text: string): number[] {
  const { program, errors } = parseSync(file, text);
  if (errors[0] !== undefined) throw new Error(`${file}: ${errors[0].message}`);
  const sizes: number[] = [];
  const add = ({ start, end }: { readonly start: number; readonly end: number }) => {
    sizes.push(text.slice(start, end).split('\n').length);
  };
  new Visitor({
    FunctionDeclaration: add,
    FunctionExpression: add,
    ArrowFunctionExpression: (arrow) => {
      if (!arrow.expression) add(arrow);
    },
  }).visit(program);
  return sizes;
}
