import { describe, expect, test } from 'vitest';
import schema from '../../schemas/pipeline.schema.json' with { type: 'json' };

type Rule = Record<string, unknown>;

/** Every subschema that stands for a value of its own, with where it stands. */
function* rulesOf(
  rule: Rule,
  path: string,
): Generator<{ rule: Rule; path: string; named: boolean }> {
  for (const [key, value] of entries(rule['properties'])) {
    yield { rule: value, path: `${path}.${key}`, named: true };
    yield* rulesOf(value, `${path}.${key}`);
  }
  for (const word of ['items', 'additionalProperties', 'patternProperties', 'propertyNames']) {
    const value = rule[word];
    if (!isRule(value)) continue;
    yield { rule: value, path: `${path}.${word}`, named: false };
    yield* rulesOf(value, `${path}.${word}`);
  }
  for (const [key, value] of entries(rule['$defs'])) {
    yield { rule: value, path: `$defs.${key}`, named: true };
    yield* rulesOf(value, `$defs.${key}`);
  }
}

const rules = [...rulesOf(schema, '')];

describe('the schema of a pipeline file', () => {
  test('says of every key what it does', () => {
    const silent = rules.filter(({ rule, named }) => named && described(rule).length < 10);
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  test('names the default of a key in its description too, where a hover shows it', () => {
    const hidden = rules.filter(
      ({ rule }) =>
        ['string', 'number', 'boolean'].includes(typeof rule['default']) &&
        !described(rule).includes('Default: '),
    );
    expect(hidden.map(({ path }) => path)).toEqual([]);
  });

  test('describes each word of an enum or needs no description for it', () => {
    const lists = rules.filter(({ rule }) => Array.isArray(rule['enumDescriptions']));
    for (const { rule, path } of lists) {
      expect(rule['enumDescriptions'], path).toHaveLength((rule['enum'] as unknown[]).length);
    }
    expect(lists.length).toBeGreaterThan(10);
  });

  test('allows no key that it does not name, but for names that the author chooses', () => {
    const open = rules.filter(
      ({ rule }) => rule['properties'] !== undefined && rule['additionalProperties'] === undefined,
    );
    expect(open.map(({ path }) => path)).toEqual([]);
    expect(schema.additionalProperties).toBe(false);
    expect(Object.keys(schema.patternProperties)).toEqual(['^x-']);
  });

  test('tells alternatives apart by their JSON type alone, so that an error names one thing', () => {
    const words = ['anyOf', 'oneOf', 'allOf', 'not', 'if'];
    const branching = rules.filter(({ rule }) => words.some((word) => Object.hasOwn(rule, word)));
    expect(branching.map(({ path }) => path)).toEqual([]);
  });

  test('defines nothing that it does not use', () => {
    const text = JSON.stringify(schema);
    const unused = Object.keys(schema.$defs).filter((name) => !text.includes(`"#/$defs/${name}"`));
    expect(unused).toEqual([]);
  });
});

function described(rule: Rule): string {
  const own = rule['description'];
  if (typeof own === 'string') return own;
  const ref = rule['$ref'];
  return typeof ref === 'string'
    ? described((schema.$defs as Record<string, Rule>)[ref.slice('#/$defs/'.length)] ?? {})
    : '';
}

function entries(value: unknown): [string, Rule][] {
  return isRule(value) ? (Object.entries(value) as [string, Rule][]) : [];
}

function isRule(value: unknown): value is Rule {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
