import { data } from '@actions/expressions';
import { isList, type Json } from '../json.ts';

export type Data = data.ExpressionData;

/** A JSON value as GitHub's evaluator wants it. */
export function toData(value: Json): Data {
  if (value === null) return new data.Null();
  if (typeof value === 'string') return new data.StringData(value);
  if (typeof value === 'number') return new data.NumberData(value);
  if (typeof value === 'boolean') return new data.BooleanData(value);
  if (!isList(value)) {
    return new data.Dictionary(
      ...Object.entries(value).map(([key, item]) => ({ key, value: toData(item) })),
    );
  }
  const list = new data.Array();
  for (const item of value) list.add(toData(item));
  return list;
}

/** The inverse of `toData`. */
export function fromData(value: Data): Json {
  if (value instanceof data.Dictionary) {
    return Object.fromEntries(value.pairs().map(({ key, value: item }) => [key, fromData(item)]));
  }
  if (value instanceof data.Array) return value.values().map((item) => fromData(item));
  if (value instanceof data.Null) return null;
  return value.value;
}
