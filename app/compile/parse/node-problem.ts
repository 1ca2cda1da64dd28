import { shortened } from '../../../text/shortened.ts';
import type { ProblemCode } from '../problems/problem-codes.ts';
import type { NodeTrouble } from './node-to-json.ts';

type Explanation = {
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint: string | null;
};

/** Says in words what is strange about a node; `text` is what stands there. */
export function nodeProblem(type: NodeTrouble['type'], text: string): Explanation {
  return EXPLANATIONS[type](shortened(text, 60));
}

const EXPLANATIONS: Readonly<Record<NodeTrouble['type'], (text: string) => Explanation>> = {
  'unquoted-alias': (text) => ({
    code: 'unquoted-alias',
    message: `\`${text}\` is read as a YAML alias, and there is no anchor \`&${text.slice(1)}\``,
    hint: `put it in quotes: "${text}"`,
  }),
  'unquoted-tag': (text) => ({
    code: 'unquoted-tag',
    message: `a value that begins with ! is read as a YAML tag, so \`${text}\` would be empty`,
    hint: `put it in quotes: "${text}"`,
  }),
  'cut-expression': (text) => ({
    code: 'unquoted-expression',
    message: `\`${text}\` ends here: a # behind a space begins a comment`,
    hint: 'put the whole value in quotes',
  }),
  'duplicate-key': (text) => ({
    code: 'duplicate-key',
    message: `\`${text}\` is written twice in this map`,
    hint: 'keep one of the two',
  }),
  'alias-bomb': () => ({
    code: 'alias-bomb',
    message: 'the aliases of this file multiply to more than 200,000 values',
    hint: 'write out what is meant',
  }),
  'endless-alias': (text) => ({
    code: 'alias-bomb',
    message: `\`${text}\` is an alias inside its own anchor, so it would never end`,
    hint: 'write out what is meant',
  }),
  'reserved-key': (text) => ({
    code: 'wrong-name',
    message: `\`${text}\` cannot be a name: every object of JavaScript has it already`,
    hint: 'choose another name',
  }),
  'bad-merge': () => ({
    code: 'wrong-type',
    message: '`<<` merges a map, or a list of maps, and this is none',
    hint: 'write `<<: *name`, where an anchor `&name` stands before a map',
  }),
  'too-deep': () => ({
    code: 'too-deep',
    message: 'maps and lists are nested too deeply here',
    hint: 'write it flatter: a pipeline needs few levels',
  }),
  'loses-digits': (text) => ({
    code: 'loses-digits',
    message: `${text} cannot be kept as a number: it would lose digits`,
    hint: `put it in quotes, "${text}"; a param that holds it has \`type: string\``,
  }),
  'not-json': (text) => ({
    code: 'wrong-value',
    message: `\`${text}\` is not a value that a pipeline can use`,
    hint: 'use texts without NUL, finite numbers, true or false; a key is a text',
  }),
};
