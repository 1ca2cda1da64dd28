import pipelineSchema from './pipeline.schema.json' with { type: 'json' };

type Node = Readonly<Record<string, unknown>>;

/** A key of a format: what its schema says of it, and whether it must be there. */
export type SchemaKey = {
  readonly path: string;
  readonly rule: Node;
  readonly isRequired: boolean;
};

/**
 * Every key path of the pipeline format, read off its schema, in the schema's order: `steps.*.checkpoint.every`.
 * `*` is a name that the author chooses, `[]` the items of a list.
 */
export function pipelineKeyPaths(): readonly string[] {
  return [...new Set(keysOfSchema(pipelineSchema).map(({ path }) => path))];
}

/** The same of any of our schemas, each with its rule. */
export function keysOfSchema(schema: Node): readonly SchemaKey[] {
  const keys: SchemaKey[] = [];
  addKeys(schema, schema, '', keys);
  return keys;
}

/** The key paths of the pipeline format that a document uses; what the format does not know is left out. */
export function keyPathsIn(document: unknown): ReadonlySet<string> {
  const paths = new Set<string>();
  addUsedPaths({ rule: pipelineSchema, value: document, path: '' }, paths);
  return paths;
}

function addKeys(schema: Node, unresolved: Node, path: string, keys: SchemaKey[]): void {
  const rule = resolve(unresolved, schema);
  const { properties, patternProperties, additionalProperties, items, required } = rule;
  if (isNode(items)) addKeys(schema, items, `${path}[]`, keys);
  const named = isNode(properties) ? Object.entries(properties) : [];
  const chosen = isNode(additionalProperties) ? [['*', additionalProperties] as const] : [];
  const patterns = isNode(patternProperties) ? Object.entries(patternProperties) : [];
  for (const [name, value] of [...named, ...chosen, ...patterns.map(asPrefix)]) {
    const inner = path === '' ? name : `${path}.${name}`;
    const isRequired = Array.isArray(required) && required.includes(name);
    const own = isNode(value) ? value : {};
    keys.push({ path: inner, rule: resolve(own, schema), isRequired });
    addKeys(schema, own, inner, keys);
  }
}

type Place = { readonly rule: Node; readonly value: unknown; readonly path: string };

function addUsedPaths(place: Place, paths: Set<string>): void {
  const rule = resolve(place.rule, pipelineSchema);
  if (Array.isArray(place.value)) {
    const { items } = rule;
    if (!isNode(items)) return;
    for (const value of place.value)
      addUsedPaths({ rule: items, value, path: `${place.path}[]` }, paths);
    return;
  }
  if (!isNode(place.value)) return;
  for (const [key, value] of Object.entries(place.value)) {
    const next = ruleOfKey(rule, key);
    if (next === null) continue;
    const path = place.path === '' ? next.name : `${place.path}.${next.name}`;
    paths.add(path);
    addUsedPaths({ rule: next.rule, value, path }, paths);
  }
}

function ruleOfKey(rule: Node, key: string): { name: string; rule: Node } | null {
  const { properties, patternProperties, additionalProperties } = rule;
  if (isNode(properties) && Object.hasOwn(properties, key)) return found(key, properties[key]);
  for (const entry of Object.entries(isNode(patternProperties) ? patternProperties : {})) {
    if (new RegExp(entry[0], 'u').test(key)) return found(...asPrefix(entry));
  }
  return isNode(additionalProperties) ? found('*', additionalProperties) : null;
}

function found(name: string, rule: unknown): { name: string; rule: Node } {
  return { name, rule: isNode(rule) ? rule : {} };
}

/** `^x-` → `x-*` */
function asPrefix([pattern, rule]: [string, unknown]): [string, unknown] {
  return [`${pattern.replace('^', '')}*`, rule];
}

function resolve(rule: Node, schema: Node): Node {
  const ref = rule['$ref'];
  if (typeof ref !== 'string') return rule;
  const definitions = schema['$defs'];
  const target = isNode(definitions) ? definitions[ref.replace('#/$defs/', '')] : undefined;
  if (!isNode(target)) throw new Error(`The schema has no ${ref}.`);
  return { ...target, ...rule };
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
