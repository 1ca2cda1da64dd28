import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

type Components = { readonly schemas: Readonly<Record<string, object>> };

/** Validators of one extract of GitHub's schemas, each compiled when it is first needed. */
export class SchemaBook<Entry> {
  readonly entries: Readonly<Record<string, Entry>>;
  readonly #ajv = new Ajv({
    strict: false,
    allErrors: true,
    discriminator: false,
    formats: {
      int64: true,
      timestamp: true,
      'repo.nwo': true,
      'ssh-key': true,
      'ssh-key fingerprint': true,
    },
  });
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(file: string) {
    const text = readFileSync(new URL(file, import.meta.url), 'utf8');
    const parsed = JSON.parse(text) as { entries: Record<string, Entry>; components: Components };
    this.entries = parsed.entries;
    addFormats.default(this.#ajv);
    // Bots of GitHub have addresses with brackets, which RFC 5322 would quote.
    this.#ajv.addFormat('email', /^[^\s@]+@[^\s@]+$/);
    this.#ajv.addSchema({ $id: 'github', components: parsed.components });
  }

  /** What in `value` is not as `schema` says, one line each; `key` names the schema for good. */
  faults(key: string, schema: object, value: unknown): string[] {
    const validate = this.#compiled.get(key) ?? this.#compile(key, schema);
    return validate(value) ? [] : (validate.errors ?? []).map((error) => lineOf(error));
  }

  #compile(key: string, schema: object): ValidateFunction {
    const text = JSON.stringify(schema).replaceAll('"#/components', '"github#/components');
    const compiled = this.#ajv.compile(JSON.parse(text) as object);
    this.#compiled.set(key, compiled);
    return compiled;
  }
}

function lineOf(error: ErrorObject): string {
  const detail = error.params['additionalProperty'] ?? error.params['allowedValues'];
  const more = detail === undefined ? '' : ` (${JSON.stringify(detail)})`;
  return `${error.instancePath || '/'} ${error.message ?? error.keyword}${more}`;
}
