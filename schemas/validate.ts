import type { ErrorObject } from 'ajv';

/** Code that was made of a schema (checks/): whether it allows a value, and then in `errors` why not. */
export type Check<T> = {
  (value: unknown): value is T;
  readonly errors?: readonly ErrorObject[] | null;
};

export type Validation<T> =
  | { readonly valid: true; readonly value: T }
  | { readonly valid: false; readonly errors: readonly SchemaError[] };

/** One thing that a schema does not allow. */
export type SchemaError = {
  /** Keys that lead to what is wrong: for a key that is not allowed or ill-named that key, for a missing one its map. */
  readonly path: readonly string[];
  /** The same as a JSON pointer. */
  readonly pointer: string;
  /** The schema's word that was broken: type, enum, pattern, required, additionalProperties, propertyNames, … */
  readonly keyword: string;
  /** In the words of JSON Schema. */
  readonly message: string;
  /** What that word asked for: `allowedValues`, `missingProperty`, `type`, `pattern`, `limit`, … */
  readonly params: Readonly<Record<string, unknown>>;
  /** The subschema that holds the word; its `description` and `examples` make a hint. */
  readonly rule: Readonly<Record<string, unknown>>;
};

/**
 * Checks a value that came from outside against a schema of ours and gives it its type, or everything that is wrong
 * with it, in the order of the schema and at most `MOST_ERRORS`; of a message on the wire the first thing alone. Never
 * throws for any JSON value.
 */
export function validate<T>(check: Check<T>, value: unknown): Validation<T> {
  if (check(value)) return { valid: true, value };
  const errors = (check.errors ?? []).filter(tellsMost).slice(0, MOST_ERRORS);
  return { valid: false, errors: errors.map(schemaErrorOf) };
}

/** More are not told: by aliases a short text is wrong in a hundred thousand places. */
export const MOST_ERRORS = 1000;

// For an ill-formed key ajv names both the rule that it breaks and, less useful, the fact that it breaks one.
function tellsMost(error: ErrorObject): boolean {
  return error.keyword !== 'propertyNames';
}

function schemaErrorOf(error: ErrorObject): SchemaError {
  const key = error.propertyName ?? error.params['additionalProperty'];
  const path = error.instancePath.split('/').slice(1).map(unescapeToken);
  if (typeof key === 'string') path.push(key);
  return {
    path,
    pointer: path.map((token) => `/${escapeToken(token)}`).join(''),
    keyword: error.propertyName === undefined ? error.keyword : 'propertyNames',
    message: error.message ?? error.keyword,
    params: error.params,
    rule: error.parentSchema ?? {},
  };
}

// https://www.rfc-editor.org/rfc/rfc6901#section-3
function escapeToken(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1');
}

function unescapeToken(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}
