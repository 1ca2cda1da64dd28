import schema from '../../../schemas/pipeline.schema.json' with { type: 'json' };

type Node = Readonly<Record<string, unknown>>;

/** A key of the pipeline format: where it may stand, `*` for a chosen name, `[]` for an item, and values for it. */
export type SchemaKey = {
  readonly path: readonly string[];
  /** Values that its own rule allows. */
  readonly values: readonly unknown[];
  /** One that it does not; none, where it allows whatever there is. */
  readonly wrong: readonly unknown[];
};

/** Every key of the pipeline format, read off its schema. Throws for one that no value is known for. */
export function schemaKeys(): readonly SchemaKey[] {
  const keys = new Map<string, SchemaKey>();
  collect(schema, [], keys);
  return [...keys.values()];
}

/** A map that the rule at a path allows, with nothing in it that it does not require. */
export function plainOf(path: readonly string[]): Record<string, unknown> {
  const rule = path.reduce<Node | null>(
    (at, name) => (at === null ? null : below(at, name)),
    schema,
  );
  return rule === null ? {} : objectOf(resolve(rule), path);
}

function collect(rule: Node, path: readonly string[], keys: Map<string, SchemaKey>): void {
  for (const [name, inner] of inside(rule)) {
    const at = name === '[]' ? [...path.slice(0, -1), `${path.at(-1)}[]`] : [...path, name];
    const resolved = resolve(inner);
    // Items have no key of their own; a list's values have items.
    if (name !== '[]') {
      const found = { path: at, values: valuesOf(resolved, at), wrong: wrongFor(resolved) };
      keys.set(at.join('.'), found);
    }
    collect(resolved, at, keys);
  }
}

function inside(rule: Node): readonly (readonly [string, Node])[] {
  const { properties, additionalProperties, patternProperties, items } = resolve(rule);
  const patterns = nodesIn(patternProperties).map(
    ([pattern, inner]) => [`${pattern.replace('^', '')}*`, inner] as const,
  );
  return [
    ...(isNode(items) ? [['[]', items] as const] : []),
    ...nodesIn(properties),
    ...(isNode(additionalProperties) ? [['*', additionalProperties] as const] : []),
    ...patterns,
  ];
}

function below(rule: Node, name: string): Node | null {
  const names = name.endsWith('[]') ? [name.slice(0, -2), '[]'] : [name];
  let at: Node | null = rule;
  for (const each of names) {
    at = at === null ? null : (inside(at).find(([known]) => known === each)?.[1] ?? null);
  }
  return at;
}

/** Values by which meaning changes, beside those that the schema itself names. */
const TELLING: Readonly<Record<string, readonly unknown[]>> = {
  'steps.*.if': ["github.actor == 'nobody'", 'always()', 'failure()', false, 'params.full'],
  'steps.*.needs': [[], ['detect'], ['train'], ['evaluate']],
  'steps.*.run': ['exit 0', 'evaluate --fast'],
  'steps.*.strategy.matrix': [
    { seed: [1] },
    { seed: [2, 1] },
    { seed: [1, 2], lr: [1] },
    "${{ fromJSON('[]') }}",
    '${{ fromJSON(steps.detect.outputs.cells) }}',
  ],
  'steps.*.gates': [{}, { good: { metric: 'auc', op: '>=', value: 0 } }],
  'steps.*.gates.*.metric': ['loss', 'floor', 'nothing'],
  'steps.*.gates.*.value': [0, 0.89, -1, 99],
  'steps.*.metrics': [
    'other.json',
    { path: 'metrics.json', maximize: ['loss'], minimize: ['auc'] },
  ],
  'steps.*.report.examples.metrics': [{ loss: { mean: 'loss' } }],
  'steps.*.report.examples.metrics.*': [{ mean: 'loss' }],
  'steps.*.register.from': ['train.model'],
  'steps.*.promote.from': ['keep'],
  'params.*.default': [false, 1, "${{ github.ref == 'refs/heads/x' }}"],
  'on.push.branches': [['none'], ['**'], ['!topic'], ['topic']],
  'on.pull_request.branches': [['none'], ['main'], ['dev']],
  'on.pull_request.paths': [['docs/**'], ['src/**']],
  'concurrency.group': ['churn', 'one'],
  name: ['other', 'churn', 'third'],
  steps: [{ evaluate: { run: 'exit 0' } }],
};

/** Texts for rules that name a pattern. */
// prettier-ignore
const TEXTS = [
  'main', 'train', 'train.model', 'merge-base', 'churn@production', '90s', '2h', '50%', 'x2', '1 USD', '16Gi',
  '${{ params.epochs }}', './data', '@acme/leads', 'ada', 'arn:aws:iam::111122223333:role/ml', '3.12', 'none', '75',
  '0.5%', 'segment=*', 'prefer', 'TOKEN', 'retrain',
];

function valuesOf(rule: Node, path: readonly string[]): readonly unknown[] {
  const own = ownValues(resolve(rule), path);
  const values = [...(TELLING[path.join('.')] ?? []), ...own];
  if (values.length > 0) return values;
  throw new Error(`${path.join('.')}: no value is known for it. Add one to TEXTS or TELLING.`);
}

function ownValues(rule: Node, path: readonly string[]): readonly unknown[] {
  if (Array.isArray(rule['enum'])) return rule['enum'];
  if ('const' in rule) return [rule['const']];
  const types: readonly unknown[] = [rule['type'] ?? 'any'].flat();
  return types.flatMap((type) => ofType(type, rule, path));
}

function ofType(type: unknown, rule: Node, path: readonly string[]): readonly unknown[] {
  switch (type) {
    case 'boolean':
      return [true, false];
    case 'integer':
    case 'number': {
      const least = Number(rule['minimum'] ?? 0);
      return [least, least + 1];
    }
    case 'null':
      return [null];
    case 'string':
      return texts(rule);
    case 'array': {
      const items = isNode(rule['items']) ? rule['items'] : { type: 'string' };
      const each = valuesOf(items, [...path.slice(0, -1), `${path.at(-1)}[]`]);
      return each.slice(0, 2).map((value) => [value]);
    }
    case 'object':
      return [objectOf(rule, path)];
    default:
      return [1];
  }
}

function texts({ pattern, default: usual, examples }: Node): readonly unknown[] {
  const known = [usual, ...(Array.isArray(examples) ? examples : []), ...TEXTS];
  const fits = typeof pattern === 'string' ? new RegExp(pattern, 'u') : /./;
  return [...new Set(known.filter((text) => typeof text === 'string' && fits.test(text)))].slice(
    0,
    3,
  );
}

function objectOf(rule: Node, path: readonly string[]): Record<string, unknown> {
  const names = Array.isArray(rule['required']) ? rule['required'].map(String) : [];
  const rules = Object.fromEntries(nodesIn(rule['properties']));
  const filled = names.map((name) => [name, valuesOf(rules[name] ?? {}, [...path, name])[0]]);
  return Object.fromEntries(filled);
}

function wrongFor(rule: Node): readonly unknown[] {
  const { type } = rule;
  if (type === undefined && !('enum' in rule) && !('const' in rule)) return [];
  return [[type].flat().includes('array') ? 17 : ['wrong', { it: 'is' }]];
}

function nodesIn(value: unknown): readonly (readonly [string, Node])[] {
  if (!isNode(value)) return [];
  return Object.entries(value).flatMap(([name, node]) =>
    isNode(node) ? [[name, node] as const] : [],
  );
}

function resolve(rule: Node): Node {
  const ref = rule['$ref'];
  if (typeof ref !== 'string') return rule;
  const definitions: Node = schema.$defs;
  const target = definitions[ref.replace('#/$defs/', '')];
  if (!isNode(target)) throw new Error(`pipeline.schema.json has no ${ref}`);
  return { ...target, ...rule };
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
