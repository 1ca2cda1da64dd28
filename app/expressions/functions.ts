import { data } from '@actions/expressions';
import type { FunctionDefinition } from '@actions/expressions/funcs/info';
import type { Json } from '../domain/json.ts';
import { BOUNDED_FUNCTIONS } from './bounded-functions.ts';
import type { StatusFunctions } from './contexts.ts';
import { fromData, toData } from './json-data.ts';
import { assertTextFits } from './text-limit.ts';
import { unkeptNumbers } from '../../math/unkept-numbers.ts';
import { cut, shortened } from '../../text/shortened.ts';

/** Functions that look at how other steps ended; in an `if` they replace `when`. */
export const STATUS_FUNCTIONS: readonly string[] = ['success', 'failure', 'cancelled', 'always'];

/** GitHub's functions that are known by name only, so that the message can say why they are not here. */
export const ABSENT_FUNCTIONS: Readonly<Record<string, string>> = {
  hashfiles:
    'hashFiles is not available: the cache key of a step covers its `files` and inputs by itself',
};

/** What the evaluator finds beyond GitHub's library: status functions, JSON functions that lose nothing, limits. */
export function functionsFor(status: StatusFunctions | null): Map<string, FunctionDefinition> {
  const definitions = [
    fromJson,
    toJson,
    ...BOUNDED_FUNCTIONS,
    answer('success', status?.succeeded),
    answer('failure', status?.failed),
    answer('cancelled', status?.cancelled),
    answer('always', status === null ? undefined : true),
  ];
  return new Map(definitions.map((definition) => [definition.name.toLowerCase(), definition]));
}

function answer(name: string, value: boolean | undefined): FunctionDefinition {
  const call = (): data.BooleanData => {
    if (value === undefined) throw new Error(`${name}() is only available in \`if\``);
    return new data.BooleanData(value);
  };
  return { name, minArgs: 0, maxArgs: 0, call };
}

// A value that is a list or a map already (an output of type json) is taken as it is.
const fromJson: FunctionDefinition = {
  name: 'fromJSON',
  minArgs: 1,
  maxArgs: 1,
  call: (value = new data.Null()) => {
    if (!value.primitive) return value;
    const text = value.coerceString();
    if (text.trim() === '') throw new Error('fromJSON was given an empty text');
    return toData(parseJson(text));
  },
};

const toJson: FunctionDefinition = {
  name: 'toJSON',
  minArgs: 1,
  maxArgs: 1,
  call: (value = new data.Null()) => {
    const text = JSON.stringify(fromData(value), null, '  ');
    assertTextFits(text.length);
    return new data.StringData(text);
  },
};

function parseJson(text: string): Json {
  let read: { readonly value: Json; readonly unkept: readonly string[] };
  try {
    // JSON.parse makes nothing but JSON.
    read = { value: JSON.parse(text), unkept: unkeptNumbers(text) };
  } catch {
    const start = shortened(text, 40);
    throw new Error(`fromJSON was given a text that is not JSON: ${start}`);
  }
  const [first] = read.unkept;
  if (first === undefined) return read.value;
  const number = cut(first, 40);
  throw new Error(`fromJSON was given ${number}, which no number holds: write it as a text`);
}
