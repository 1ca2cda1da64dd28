import type { SchemaError } from '../../../schemas/validate.ts';
import { closestName } from '../../../text/closest-name.ts';
import type { Json } from '../../domain/json.ts';
import { finding, type Finding, type Path } from '../problems/finding.ts';
import type { ProblemCode } from '../problems/problem-codes.ts';
import { hintForKey } from './foreign-names.ts';
import { hintForList, hintForValue } from './value-hints.ts';
import { shortened } from '../../../text/shortened.ts';

/**
 * What a broken rule of the schema means for whoever wrote the line; `value` is what stands there. Libraries such as
 * `better-ajv-errors` put Ajv's words beside JSON: here each rule has a code and a hint, and the keys of other tools, such as
 * GitHub's workflows, are recognized.
 */
export function explainSchemaError(
  error: SchemaError,
  value: Json | undefined,
  written: string,
): Finding {
  const path: Path = error.path;
  const explain = EXPLANATIONS[error.keyword];
  const told = explain?.(error, value, path, written) ?? {
    code: 'wrong-value' as const,
    message: `${named(path)} ${error.message}`,
  };
  const { code, message, hint = null, part = 'value' } = told;
  return finding(code, told.path ?? path, message, { part, hint: hint ?? describe(error) });
}

type Explanation = {
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint?: string | null;
  readonly part?: 'key' | 'value';
  readonly path?: Path;
};

type Explain = (
  error: SchemaError,
  value: Json | undefined,
  path: Path,
  written: string,
) => Explanation;

const limit: Explain = (error, value, path) => ({
  code: 'out-of-range',
  message: `${named(path)} is ${show(value)}, but must be ${error.message.replace('must be ', '')}`,
});

const tooShort: Explain = (_, __, path) => ({
  code: 'empty',
  message: `${named(path)} is empty`,
  part: 'key',
});

const tooMany: Explain = (error, value, path) => {
  const entries = typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
  return {
    code: 'out-of-range',
    message: `${named(path)} has ${entries} entries, but may have ${String(error.params['limit'])} at most`,
    part: 'key',
  };
};

const EXPLANATIONS: Readonly<Record<string, Explain>> = {
  additionalProperties: (error, _, path) => unknownKey(error, path),
  propertyNames: (error, _, path) => ({
    code: 'wrong-name',
    message: `\`${String(path.at(-1))}\` cannot be a name here`,
    hint: describe(error) ?? 'use letters, digits, _ and -, and begin with a letter',
    part: 'key',
  }),
  required: (error, _, path) => missingKey(error, path),
  type: wrongType,
  enum: (error, value, path) => wrongValue(path, value, listed(error.params['allowedValues'])),
  const: (error, value, path) => wrongValue(path, value, listed([error.params['allowedValue']])),
  pattern: (error, value, path) => ({
    code: 'wrong-form',
    message: `${named(path)} cannot be ${show(value)}`,
    hint: hintForValue(path, value) ?? formHint(error),
  }),
  minimum: limit,
  maximum: limit,
  exclusiveMinimum: limit,
  minLength: tooShort,
  minItems: tooShort,
  minProperties: tooShort,
  maxItems: tooMany,
  maxProperties: tooMany,
  uniqueItems: (error, value, path) => ({
    code: 'twice',
    message: `${named(path)} lists ${show(itemOf(value, error.params['j']))} twice`,
    hint: 'keep one of the two',
    path: [...path, Math.max(Number(error.params['i']), Number(error.params['j']))],
  }),
};

function unknownKey(error: SchemaError, path: Path): Explanation {
  const key = String(path.at(-1));
  const near = closestName(key, namesIn(error.rule));
  const owner = path.length === 1 ? 'a pipeline' : named(path.slice(0, -1));
  const suggestion = near === null ? null : `did you mean \`${near}\`?`;
  const known = namesIn(error.rule);
  return {
    code: 'unknown-key',
    message: `${owner} has no key \`${key}\``,
    hint:
      hintForKey(path) ??
      suggestion ??
      (known.length === 0 ? 'leave it out' : `it has ${listSome(known)}`),
    part: 'key',
  };
}

function listSome(names: readonly string[]): string {
  const shown = names.slice(0, 12).join(', ');
  return names.length > 12 ? `${shown} and ${names.length - 12} more` : shown;
}

function missingKey(error: SchemaError, path: Path): Explanation {
  const key = String(error.params['missingProperty']);
  const owner = path.length === 0 ? 'the pipeline' : named(path);
  const hint = describeProperty(error.rule, key);
  return { code: 'missing-key', message: `${owner} needs \`${key}\``, hint, part: 'key' };
}

function wrongType(
  error: SchemaError,
  value: Json | undefined,
  path: Path,
  written: string,
): Explanation {
  const wanted = String(error.params['type'])
    .split(',')
    .map((type) => TYPE_NAMES[type] ?? type)
    .join(' or ');
  // A number that should have been a text is shown as it was written: 3.10 is read as 3.1.
  const isNumber = typeof value === 'number' && written !== '';
  const isQuotable = isNumber && wanted === 'a string' && hasForm(error.rule, written);
  return {
    code: 'wrong-type',
    message: `${named(path)} must be ${wanted}, not ${isNumber ? written : show(value)}`,
    hint:
      hintForValue(path, value) ??
      hintForShape(path, value, wanted) ??
      (isQuotable ? `write "${written}"` : null),
    part: value === null ? 'key' : 'value',
  };
}

function hintForShape(path: Path, value: Json | undefined, wanted: string): string | null {
  return wanted.includes('a list') && typeof value === 'string' ? hintForList(path, value) : null;
}

function hasForm({ pattern }: SchemaError['rule'], text: string): boolean {
  return typeof pattern !== 'string' || new RegExp(pattern, 'u').test(text);
}

function wrongValue(path: Path, value: Json | undefined, allowed: readonly string[]): Explanation {
  const near = typeof value === 'string' ? closestName(value, allowed) : null;
  const choice = `write ${allowed.length === 1 ? '' : 'one of '}${allowed.join(', ')}`;
  return {
    code: 'wrong-value',
    message: `${named(path)} cannot be ${show(value)}`,
    hint: hintForValue(path, value) ?? (near === null ? choice : `did you mean \`${near}\`?`),
  };
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'a map',
  array: 'a list',
  null: 'nothing',
};

function formHint(error: SchemaError): string | null {
  const pattern = String(error.params['pattern']);
  if (pattern.includes('[smhd]'))
    return 'a duration is a whole number and a unit: 90s, 15m, 6h, 2d';
  if (pattern.includes('[KMGT]i')) return 'a size is a number and a unit: 512Mi, 32Gi';
  if (pattern.includes(' USD')) return 'money is a number of US dollars: 1.50 USD';
  return describe(error);
}

function describe(error: SchemaError): string | null {
  const { description } = error.rule;
  return typeof description === 'string' ? description : null;
}

function describeProperty(rule: SchemaError['rule'], key: string): string | null {
  const properties = rule['properties'];
  if (typeof properties !== 'object' || properties === null) return null;
  const property: unknown = new Map(Object.entries(properties)).get(key);
  if (typeof property !== 'object' || property === null) return null;
  return 'description' in property && typeof property.description === 'string'
    ? `${key}: ${property.description}`
    : null;
}

function named(path: Path): string {
  return path.length === 0 ? 'a pipeline' : `\`${path.join('.')}\``;
}

function listed(values: unknown): string[] {
  return Array.isArray(values) ? values.map(String) : [];
}

function itemOf(value: Json | undefined, index: unknown): Json | undefined {
  return Array.isArray(value) && typeof index === 'number' ? value[index] : value;
}

function show(value: Json | undefined): string {
  if (value === undefined || value === null) return 'nothing';
  const text = JSON.stringify(value);
  return shortened(text, 40);
}

/** The keys that a subschema of a map allows by name. */
function namesIn(rule: Readonly<Record<string, unknown>>): string[] {
  const properties = rule['properties'];
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
}
