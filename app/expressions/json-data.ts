import { data } from '@actions/expressions';
import type { Pair } from '@actions/expressions/data/expressiondata';
import { isList, type Json, type JsonMap } from '../domain/json.ts';
import { wholeDigits } from '../../math/whole-number.ts';

export type Data = data.ExpressionData;

/** A JSON value as GitHub's evaluator wants it. Maps are converted as they are read, so that a large context costs nothing. */
export function toData(value: Json): Data {
  if (value === null) return new data.Null();
  if (typeof value === 'string') return new data.StringData(value);
  if (typeof value === 'number') return new PreciseNumber(value);
  if (typeof value === 'boolean') return new data.BooleanData(value);
  if (isList(value)) return listData(value);
  return new JsonDictionary(value);
}

/** The inverse of `toData`. */
export function fromData(value: Data): Json {
  if (value instanceof JsonDictionary) return value.json;
  if (value instanceof data.Dictionary) {
    return Object.fromEntries(value.pairs().map(({ key, value: item }) => [key, fromData(item)]));
  }
  if (value instanceof data.Array) return value.values().map((item) => fromData(item));
  if (value instanceof data.Null) return null;
  return value.value;
}

/** A map whose keys ignore case, as on GitHub; the exact spelling goes first. */
export class JsonDictionary extends data.Dictionary {
  readonly json: JsonMap;
  readonly #read = new Map<string, Data>();
  #spelling: Map<string, string> | null = null;

  constructor(json: JsonMap) {
    super();
    this.json = json;
  }

  override get(key: string): Data | undefined {
    const name = Object.hasOwn(this.json, key) ? key : this.#spelled(key);
    const value = name === undefined ? undefined : this.json[name];
    if (name === undefined || value === undefined) return undefined;
    const known = this.#read.get(name);
    if (known !== undefined) return known;
    const made = toData(value);
    this.#read.set(name, made);
    return made;
  }

  override values(): Data[] {
    return this.pairs().map((pair) => pair.value);
  }

  override pairs(): Pair[] {
    return Object.keys(this.json).flatMap((key) => {
      const value = this.get(key);
      return value === undefined ? [] : [{ key, value }];
    });
  }

  #spelled(key: string): string | undefined {
    this.#spelling ??= new Map(Object.keys(this.json).map((name) => [name.toLowerCase(), name]));
    return this.#spelling.get(key.toLowerCase());
  }
}

/**
 * Whole numbers come digit for digit: an id or a time in microseconds is a value here, and GitHub would round it to 15
 * digits. Others as GitHub writes them; its library for JavaScript has 15 decimals, which turns 1e-16 into 0.
 */
class PreciseNumber extends data.NumberData {
  override coerceString(): string {
    return wholeDigits(this.value) ?? String(Number(this.value.toPrecision(15)));
  }
}

function listData(items: readonly Json[]): data.Array {
  const list = new data.Array();
  for (const item of items) list.add(toData(item));
  return list;
}
