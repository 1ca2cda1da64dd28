import { isList, isMap, type Json, type JsonMap } from '../../../app/domain/json.ts';
import { below, pick } from '../../support/mutate.ts';
import { NAMES, NUMBERS, TEXTS } from './hostile-values.ts';
import { MOST_BYTES } from './spoil-bytes.ts';

type Chance = () => number;

const MOST_CHARACTERS = 60_000;
const MOST_DEPTH = 12_000;

/** The value with some of it replaced, taken away, renamed, moved, multiplied or buried. */
export function spoilJson(value: Json, chance: Chance): Json {
  let spoilt = value;
  for (let rounds = below(4, chance); rounds > 0; rounds -= 1) {
    spoilt = spoilAt(spoilt, value, chance);
  }
  return spoilt;
}

/** Goes down by chance and spoils what it comes to. */
function spoilAt(value: Json, whole: Json, chance: Chance): Json {
  const isDeeper = chance() < 0.8;
  if (isDeeper && isList(value) && value.length > 0) {
    const at = below(value.length, chance);
    return value.map((item, index) => (index === at ? spoilAt(item, whole, chance) : item));
  }
  const name = isMap(value) ? pick(Object.keys(value), chance) : undefined;
  if (!isDeeper || !isMap(value) || name === undefined) return replaced(value, whole, chance);
  if (chance() < 0.25) return without(value, name, chance);
  return { ...value, [name]: spoilAt(value[name] ?? null, whole, chance) };
}

/** The map without a name, or with another in its place. */
function without(map: JsonMap, name: string, chance: Chance): Json {
  const { [name]: value = null, ...rest } = map;
  if (chance() < 0.5) return rest;
  return Object.fromEntries([...Object.entries(rest), [pick(NAMES, chance) ?? '', value]]);
}

function replaced(value: Json, whole: Json, chance: Chance): Json {
  const most = Math.ceil(MOST_CHARACTERS / JSON.stringify(value).length);
  const many = below(Math.min(3000, most), chance);
  const kinds: readonly (() => Json)[] = [
    () => pick(TEXTS, chance) ?? '',
    () => pick(NUMBERS, chance) ?? 0,
    () => pick<Json>([null, true, false, [], {}, [[]], [null], { '': null }], chance) ?? null,
    () => buried(value, chance),
    () => Array.from({ length: many }, () => value),
    () => manyNames(many, value),
    () => partOf(whole, chance),
    () => (typeof value === 'string' ? value.repeat(many) : JSON.stringify(value).slice(0, 1000)),
    () => (typeof value === 'string' ? `${value}${pick(TEXTS, chance) ?? ''}` : [value]),
  ];
  return pick(kinds, chance)?.() ?? null;
}

function buried(value: Json, chance: Chance): Json {
  if (chance() < 0.3) return `${BURIED}${below(MOST_DEPTH, chance)}`;
  let inner = value;
  const isMaps = chance() < 0.5;
  for (let depth = below(20, chance); depth > 0; depth -= 1) {
    inner = isMaps ? { a: inner } : [inner];
  }
  return inner;
}

const BURIED = 'buried under ';

/**
 * JSON text of a value; what lies deeper than `JSON.stringify` goes is written out here. How deep is read from the text,
 * which was spoilt as well: its digits may be multiplied, and so may the whole. All of it together goes no deeper than an
 * input may be long.
 */
export function jsonText(value: Json): string {
  let room = MOST_BYTES;
  return JSON.stringify(value).replaceAll(/"buried under (\d+)"/g, (_, digits: string) => {
    const depth = Math.min(Number(digits), MOST_DEPTH, room);
    room -= depth;
    const [open, close] = depth % 2 === 0 ? ['{"a":', '}'] : ['[', ']'];
    return `${open.repeat(depth)}0${close.repeat(depth)}`;
  });
}

function manyNames(count: number, value: Json): Json {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, value]));
}

/** Something from elsewhere in the same document. */
function partOf(value: Json, chance: Chance): Json {
  const inside = isList(value) ? value : isMap(value) ? Object.values(value) : [];
  const part = pick(inside, chance);
  return part === undefined || chance() < 0.3 ? value : partOf(part, chance);
}
