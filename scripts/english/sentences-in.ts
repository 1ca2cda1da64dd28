import { parseSync, Visitor } from 'oxc-parser';

/** A text of the program that people may read, with the line that it stands at. */
export type Sentence = { readonly line: number; readonly text: string };

/** What stands for a value in a template. */
const VALUE = '…';

/**
 * The texts of a file that read like words for people: of two words or more, no code and no selector. Values of
 * templates are dots. Imports, tests of types and comments are no texts.
 */
export function sentencesIn(file: string, source: string): readonly Sentence[] {
  const { program } = parseSync(file, source);
  const found: Sentence[] = [];
  const note = (start: number, text: string) => {
    const words = text.replaceAll(/\s+/g, ' ').trim();
    if (isForPeople(words)) found.push({ line: lineOf(source, start), text: words });
  };
  new Visitor({
    Literal: ({ value, start }) => {
      if (typeof value === 'string') note(start, value);
    },
    TemplateLiteral: ({ quasis, start }) => {
      note(start, quasis.map(({ value }) => value.cooked ?? '').join(VALUE));
    },
  }).visit(program);
  return found;
}

function lineOf(source: string, offset: number): number {
  return source.slice(0, offset).split('\n').length;
}

/** SQL, markup, style sheets, scripts and addresses are for machines. */
const FOR_MACHINES =
  /^(?:select|insert|update|delete|create|alter|drop|pragma|with|begin|GET|POST|PUT|PATCH|DELETE) |[{};]\s|=>|^[<.#@:/-]|<\/?\w+[ >/]|\w\(\)|https?:|^\S+=|[;{}]$|\bvar\(|\$\(/;

function isForPeople(text: string): boolean {
  const words = text.match(/[A-Za-z’']{2,}/g) ?? [];
  return words.length >= 3 && /[a-z] [a-z…]/.test(text) && !FOR_MACHINES.test(text);
}
