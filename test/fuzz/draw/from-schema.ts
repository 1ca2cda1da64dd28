import * as fc from 'fast-check';
import { isList, isMap, type Json, type JsonMap } from '../../../app/domain/json.ts';
import { below, pick } from '../../support/mutate.ts';
import { NAMES, TEXTS } from './hostile-values.ts';

const DEEPEST = 8;
const OPTIONAL = 0.35;

/** A value that a JSON Schema allows, or nearly: chance decides among what it leaves open. */
export function fromSchema(schema: JsonMap, chance: () => number): Json {
  return valueOf({ root: schema, chance, depth: 0 }, schema);
}

type Drawing = {
  readonly root: JsonMap;
  readonly chance: () => number;
  readonly depth: number;
};

function valueOf(drawing: Drawing, schema: JsonMap): Json {
  const { root, chance } = drawing;
  if ('const' in schema) return schema['const'] ?? null;
  if (isList(schema['enum'])) return pick(schema['enum'], chance) ?? null;
  if (typeof schema['$ref'] === 'string') return valueOf(drawing, referred(root, schema['$ref']));
  const choices = schema['oneOf'] ?? schema['anyOf'];
  const chosen = isList(choices) ? pick(choices.filter(isMap), chance) : undefined;
  return chosen === undefined ? ofType(drawing, schema) : valueOf(drawing, chosen);
}

function ofType(drawing: Drawing, schema: JsonMap): Json {
  const { chance, depth } = drawing;
  const type = isList(schema['type']) ? pick(schema['type'], chance) : schema['type'];
  const deeper = { ...drawing, depth: depth + 1 };
  switch (type) {
    case 'object':
      return mapOf(deeper, schema);
    case 'array':
      return listOf(deeper, schema);
    case 'string':
      return textOf(schema, chance);
    case 'integer':
    case 'number':
      return numberOf(schema, chance);
    case 'boolean':
      return chance() < 0.5;
    case undefined:
      return pick(TEXTS, chance) ?? '';
    default:
      return null;
  }
}

function referred(root: JsonMap, pointer: string): JsonMap {
  let found: Json | undefined = root;
  for (const name of pointer.split('/').slice(1)) found = isMap(found) ? found[name] : undefined;
  if (!isMap(found)) throw new Error(`${pointer} is not in the schema.`);
  return found;
}

function mapOf(drawing: Drawing, schema: JsonMap): Json {
  const { chance, depth } = drawing;
  const properties = isMap(schema['properties']) ? schema['properties'] : {};
  const required = isList(schema['required']) ? schema['required'] : [];
  const entries = Object.entries(properties).flatMap(([name, inner]): [string, Json][] => {
    const isWanted = required.includes(name) || (depth < DEEPEST && chance() < OPTIONAL);
    return isWanted && isMap(inner) ? [[name, valueOf(drawing, inner)]] : [];
  });
  const rest = schema['additionalProperties'];
  if (isMap(rest) && depth < DEEPEST) {
    for (let left = below(4, chance); left > 0; left -= 1) {
      entries.push([pick(NAMES, chance) ?? 'a', valueOf(drawing, rest)]);
    }
  }
  return Object.fromEntries(entries);
}

function listOf(drawing: Drawing, { items, minItems }: JsonMap): Json {
  if (!isMap(items)) return [];
  const least = typeof minItems === 'number' ? minItems : 0;
  const length = least + (drawing.depth < DEEPEST ? below(3, drawing.chance) : 0);
  return Array.from({ length }, () => valueOf(drawing, items));
}

function numberOf({ minimum = 0, maximum = 1e6 }: JsonMap, chance: () => number): Json {
  const [low, high] = [Number(minimum), Number(maximum)];
  return low + below(Math.min(high - low, 50) + 1, chance);
}

const made = new Map<string, readonly string[]>();

function textOf({ pattern, examples, minLength }: JsonMap, chance: () => number): Json {
  const known = isList(examples) ? pick(examples, chance) : undefined;
  if (known !== undefined && chance() < 0.7) return known;
  if (typeof pattern === 'string') return pick(matching(pattern), chance) ?? 'a';
  const text = pick(chance() < 0.6 ? NAMES : TEXTS, chance) ?? 'a';
  return text.length < Number(minLength ?? 0) ? 'a' : text;
}

/** Some texts of a pattern, the same in every process. */
function matching(pattern: string): readonly string[] {
  const known = made.get(pattern) ?? sampled(pattern);
  made.set(pattern, known);
  return known;
}

function sampled(pattern: string): readonly string[] {
  try {
    return fc.sample(fc.stringMatching(new RegExp(pattern, 'u')), { numRuns: 12, seed: 7 });
  } catch {
    // It looks ahead, which the generator does not know.
    return ['a', 'a.b', '1', './a', '10m', 'a/b@1'];
  }
}
