/**
 * Trims GitHub's OpenAPI descriptions to what the GitHub stand-in of the tests serves: the operations listed in
 * `test/doubles/github/schemas/operations.json` and the webhooks listed there, with the components they reach, as
 * plain JSON Schema. The packages are 385 MB, so they are no dependency of ours:
 *
 *   cd "$(mktemp -d)" && npm i @octokit/openapi@23.0.2 @octokit/openapi-webhooks@12.1.0
 *   node …/scripts/extract-github-api.ts "$PWD/node_modules"
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = { readonly [key: string]: Json };
type Wanted = { readonly rest: readonly string[]; readonly webhooks: readonly string[] };

const TARGET = new URL('../test/doubles/github/schemas/', import.meta.url);
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
/** Words for readers, of no use to a validator; GitHub's vendor keys go with them. */
const WORDS = new Set([
  'description',
  'example',
  'examples',
  'summary',
  'externalDocs',
  'title',
  'deprecated',
  'readOnly',
  'default',
]);

/** Where the package's description is not what GitHub answers: an account that is a user and an enterprise at once. */
const CORRECTIONS: Readonly<Record<string, JsonObject>> = {
  'apps/list-installations': {
    '200': { type: 'array', items: { $ref: '#/components/schemas/installation' } },
  },
};

const packages = process.argv[2];
if (packages === undefined) throw new Error('Say where node_modules with @octokit/openapi is.');
const wanted = await readJson<Wanted>(new URL('operations.json', TARGET).pathname);
await write('rest.json', '@octokit/openapi', (document) => restOf(document, wanted.rest));
await write('webhooks.json', '@octokit/openapi-webhooks', (document) =>
  webhooksOf(document, wanted.webhooks),
);

async function write(file: string, name: string, extract: (document: JsonObject) => JsonObject) {
  const folder = join(packages ?? '', name);
  const { version, license } = await readJson<{ version: string; license: string }>(
    join(folder, 'package.json'),
  );
  const document = await readJson<JsonObject>(join(folder, 'generated/api.github.com.json'));
  const extracted = extract(document);
  const components = reachable(extracted, asObject(asObject(document['components'])['schemas']));
  const source = {
    package: `${name}@${version}`,
    license,
    copyright: 'Copyright (c) GitHub and contributors to octokit',
    by: 'scripts/extract-github-api.ts',
  };
  const lines = [
    `{"source":${JSON.stringify(source)},`,
    `"entries":{\n${linesOf(extracted)}},`,
    `"components":{"schemas":{\n${linesOf(components)}}}}`,
  ];
  await writeFile(new URL(file, TARGET), `${lines.join('\n')}\n`);
}

/** One line an entry: short to store, and a new version of the package makes a readable diff. */
function linesOf(entries: JsonObject): string {
  const keys = Object.keys(entries).sort();
  return keys.map((key) => `${JSON.stringify(key)}:${JSON.stringify(entries[key])}`).join(',\n');
}

function restOf(document: JsonObject, ids: readonly string[]): JsonObject {
  const found: Record<string, Json> = {};
  for (const [path, item] of Object.entries(asObject(document['paths'])))
    for (const method of METHODS) {
      const operation = asObject(asObject(item)[method] ?? {});
      const id = operation['operationId'];
      if (typeof id === 'string' && ids.includes(id))
        found[id] = operationOf(document, { method, path, operation });
    }
  refuseMissing(ids, found);
  return found;
}

function operationOf(
  document: JsonObject,
  { method, path, operation }: { method: string; path: string; operation: JsonObject },
): JsonObject {
  const parameters = asArray(operation['parameters'] ?? []).map((each) => follow(document, each));
  const body = asObject(operation['requestBody'] ?? {});
  return {
    method: method.toUpperCase(),
    path,
    parameters: parameters.map((each) => ({
      name: each['name'] ?? '',
      in: each['in'] ?? '',
      required: each['required'] === true,
      schema: schemaOf(each['schema'] ?? {}),
    })),
    body: body['content'] === undefined ? null : strict(schemaOf(jsonOf(body) ?? {})),
    bodyRequired: body['required'] === true,
    responses: responsesOf(document, operation),
  };
}

function responsesOf(document: JsonObject, operation: JsonObject): JsonObject {
  const id = operation['operationId'];
  const described = Object.entries(asObject(operation['responses'])).map(([status, response]) => {
    const schema = jsonOf(follow(document, response));
    return [status, schema === undefined ? null : schemaOf(schema)] as const;
  });
  return { ...Object.fromEntries(described), ...(typeof id === 'string' && CORRECTIONS[id]) };
}

function webhooksOf(document: JsonObject, names: readonly string[]): JsonObject {
  const found: Record<string, Json> = {};
  const webhooks = asObject(document['webhooks']);
  for (const name of names) {
    const body = asObject(asObject(asObject(webhooks[name] ?? {})['post'] ?? {})['requestBody']);
    found[name] = schemaOf(jsonOf(body) ?? {});
  }
  refuseMissing(names, found);
  return found;
}

function refuseMissing(names: readonly string[], found: JsonObject): void {
  const missing = names.filter((name) => found[name] === undefined);
  if (missing.length > 0) throw new Error(`The package does not describe ${missing.join(', ')}.`);
}

function jsonOf(holder: JsonObject): Json | undefined {
  const content = asObject(holder['content'] ?? {});
  const json = content['application/json'] ?? content['application/json+redirect'];
  return json === undefined ? undefined : asObject(json)['schema'];
}

function follow(document: JsonObject, value: Json): JsonObject {
  const ref = asObject(value)['$ref'];
  if (typeof ref !== 'string') return asObject(value);
  return asObject(ref.slice(2).split('/').reduce<Json>(childOf, document));
}

function childOf(value: Json, key: string): Json {
  return asObject(value)[key] ?? {};
}

/** OpenAPI 3.0's `nullable` said in JSON Schema, without words; names of properties are not keywords. */
function schemaOf(value: Json): Json {
  if (isArray(value)) return value.map((each) => schemaOf(each));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).flatMap(([key, child]): [string, Json][] => {
    if (WORDS.has(key) || key === 'nullable' || key.startsWith('x-')) return [];
    if (key === 'properties') return [[key, propertiesOf(asObject(child))]];
    return [[key, key === 'enum' || key === 'required' ? child : schemaOf(child)]];
  });
  const schema = Object.fromEntries(kept);
  return value['nullable'] === true ? orNull(schema) : schema;
}

function propertiesOf(properties: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, schemaOf(schema)]),
  );
}

function orNull(schema: JsonObject): JsonObject {
  if (typeof schema['type'] !== 'string') return { anyOf: [schema, { type: 'null' }] };
  const choices = schema['enum'];
  return {
    ...schema,
    type: [schema['type'], 'null'],
    ...(isArray(choices) && { enum: [...choices.filter((choice) => choice !== null), null] }),
  };
}

/** GitHub ignores what it does not know in a request; a test wants to hear of it. */
function strict(value: Json): Json {
  if (!isObject(value) || value['properties'] === undefined) return value;
  const properties = Object.fromEntries(
    Object.entries(asObject(value['properties'])).map(([name, schema]) => [name, strict(schema)]),
  );
  return { ...value, properties, additionalProperties: value['additionalProperties'] ?? false };
}

function reachable(roots: Json, schemas: JsonObject): JsonObject {
  const found: Record<string, Json> = {};
  const waiting = referencesIn(roots);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found[name] !== undefined) continue;
    const schema = schemaOf(schemas[name] ?? {});
    found[name] = schema;
    waiting.push(...referencesIn(schema));
  }
  return found;
}

function referencesIn(value: Json): string[] {
  return [...JSON.stringify(value).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].flatMap(
    ([, name]) => name ?? [],
  );
}

function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asObject(value: Json | undefined): JsonObject {
  if (!isObject(value)) throw new Error(`Expected an object, found ${JSON.stringify(value)}.`);
  return value;
}

function asArray(value: Json): readonly Json[] {
  if (!isArray(value)) throw new Error(`Expected a list, found ${JSON.stringify(value)}.`);
  return value;
}

async function readJson<T>(file: string): Promise<T> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- shapes of pinned packages, checked as they are read
  return JSON.parse(await readFile(file, 'utf8')) as T;
}
