import pipelineSchema from './pipeline.schema.json' with { type: 'json' };

type Node = Readonly<Record<string, unknown>>;

/**
 * Every key path of the pipeline format, read off its schema, in the schema's order: `steps.*.checkpoint.every`.
 * `*` is a name that the author chooses, `[]` the items of a list.
 */
export function pipelineKeyPaths(): readonly string[] {
  const paths = new Set<string>();
  addPaths(pipelineSchema, '', paths);
  return [...paths];
}

/** The key paths of the pipeline format that a document uses; what the format does not know is left out. */
export function keyPathsIn(document: unknown): ReadonlySet<string> {
  const paths = new Set<string>();
  addUsedPaths({ rule: pipelineSchema, value: document, path: '' }, paths);
  return paths;
}

function addPaths(rule: Node, path: string, paths: Set<string>): void {
  const { properties, patternProperties, additionalProperties, items } = resolve(rule);
  if (isNode(items)) addPaths(items, `${path}[]`, paths);
  const named = isNode(properties) ? Object.entries(properties) : [];
  const chosen = isNode(additionalProperties) ? [['*', additionalProperties] as const] : [];
  const patterns = isNode(patternProperties) ? Object.entries(patternProperties) : [];
  for (const [name, value] of [...named, ...chosen, ...patterns.map(asPrefix)]) {
    const inner = path === '' ? name : `${path}.${name}`;
    paths.add(inner);
    if (isNode(value)) addPaths(value, inner, paths);
  }
}

type Place = { readonly rule: Node; readonly value: unknown; readonly path: string };

function addUsedPaths(place: Place, paths: Set<string>): void {
  const rule = resolve(place.rule);
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

function resolve(rule: Node): Node {
  const ref = rule['$ref'];
  if (typeof ref !== 'string') return rule;
  const definitions: Node = pipelineSchema.$defs;
  const target = definitions[ref.replace('#/$defs/', '')];
  if (!isNode(target)) throw new Error(`pipeline.schema.json has no ${ref}`);
  return { ...target, ...rule };
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
