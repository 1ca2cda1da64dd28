import type { Expression, VisitorObject } from 'oxc-parser';
import type { Ground, Range } from './slip.ts';

type Returning = { readonly returnType?: Range | null };

/** An element that is left out, a number that is one off, a flag the other way, a state for another, nothing for something. */
export function slipsOfValues(ground: Ground): VisitorObject {
  const { textOf, add } = ground;
  return {
    ...slipsOfResults(ground),
    ArrayExpression: (array) => {
      const texts = array.elements.map((element) => (element === null ? '' : textOf(element)));
      if (texts.length > MOST_ELEMENTS) return;
      add(array, ...texts.map((_, index) => `[${texts.toSpliced(index, 1).join(', ')}]`));
    },
    ObjectExpression: (object) => {
      for (const part of object.properties) {
        if (part.type !== 'SpreadElement') continue;
        const others = object.properties.filter((other) => other !== part).map(textOf);
        add(object, `{ ${others.join(', ')} }`);
      }
    },
    Literal: (literal) => {
      if (typeof literal.value === 'number') add(literal, otherNumber(literal.value));
      if (typeof literal.value === 'boolean') add(literal, String(!literal.value));
    },
  };
}

/** What a function returns, and which of the words of a file stands where another one of its kind could. */
function slipsOfResults({ textOf, add }: Ground): VisitorObject {
  const types: string[] = [];
  const words = new Map<string, Set<string>>();
  const enter = ({ returnType = null }: Returning) => {
    types.push(returnType === null ? '' : textOf(returnType));
  };
  const leave = () => {
    types.pop();
  };
  const another = (place: string, value: Expression) => {
    if (value.type !== 'Literal' || typeof value.value !== 'string') return;
    const known = words.get(place) ?? new Set();
    words.set(place, known.add(textOf(value)));
    const other = [...known].findLast((word) => word !== textOf(value));
    if (other !== undefined) add(value, other);
  };
  return {
    FunctionDeclaration: enter,
    'FunctionDeclaration:exit': leave,
    FunctionExpression: enter,
    'FunctionExpression:exit': leave,
    ArrowFunctionExpression: enter,
    'ArrowFunctionExpression:exit': leave,
    ReturnStatement: ({ argument }) => {
      if (argument === null) return;
      const type = types.at(-1) ?? '';
      add(argument, ...nothingOf(type).filter((other) => !isPlain(argument, other)));
      another(`return ${type}`, argument);
    },
    Property: ({ key, value }) => {
      if (value.type === 'Literal') another(textOf(key), value);
    },
  };
}

const MOST_ELEMENTS = 8;
const LARGE = 100;

/** One off; of a large one, such as a time, nobody tells that: ten times as much. */
function otherNumber(value: number): string {
  return String(value < LARGE ? value + 1 : value * 10);
}

/** What a function of this type may return when it found nothing. */
function nothingOf(annotation: string): readonly string[] {
  const type = annotation.replace(/^:\s*/, '').replace(/^Promise<(.*)>$/s, '$1');
  if (/\| null$|^null \|/.test(type)) return ['null'];
  if (type.endsWith('| undefined')) return ['undefined'];
  if (/^(readonly )?[\w.<>]+\[\]$/.test(type)) return ['[]'];
  return type === 'boolean' ? ['false', 'true'] : [];
}

function isPlain(value: Expression, other: string): boolean {
  if (value.type === 'Literal') return String(value.value) === other;
  if (value.type === 'Identifier') return value.name === other;
  return other === '[]' && value.type === 'ArrayExpression' && value.elements.length === 0;
}
