import { losesDigits } from '../../../math/whole-number.ts';

/** Numbers and texts of a map, nested names joined by dots. */
export type FlatMetrics = {
  readonly numbers: ReadonlyMap<string, number>;
  readonly facts: ReadonlyMap<string, string>;
  /** Names whose value is NaN or infinite. */
  readonly notFinite: readonly string[];
  /** Names of whole numbers that would lose digits. */
  readonly notKept: readonly string[];
};

const DEEPEST = 20;
// Python writes these; JSON has no word for them: https://docs.python.org/3/library/json.html#infinite-and-nan-number-values
// A text that is never closed reaches to the end, so that it is not read again from each of its quotes on.
const STRINGS_AND_ODD_NUMBERS = /"(?:[^"\\]|\\[^]?)*"?|-?\b(?:NaN|Infinity)\b/g;
const MARK = '\u0000not-finite:';

/** Parses JSON in which NaN and Infinity may stand; a whole number that would lose digits is a bigint. Throws `SyntaxError`. */
export function parseJson(text: string): unknown {
  const marked = text.replace(STRINGS_AND_ODD_NUMBERS, (token) =>
    token.startsWith('"') ? token : JSON.stringify(MARK + token),
  );
  return JSON.parse(
    marked,
    (_key: string, value: unknown, place?: { readonly source?: string }) => {
      if (typeof value === 'number' && losesDigits(place?.source ?? ''))
        return BigInt(place?.source ?? 0);
      return typeof value === 'string' && value.startsWith(MARK)
        ? Number(value.slice(MARK.length))
        : value;
    },
  );
}

/** Flattens a map of metrics: booleans are 0 and 1, text is a fact, lists and nulls say nothing. */
export function flattenMetrics(map: object): FlatMetrics {
  const numbers = new Map<string, number>();
  const facts = new Map<string, string>();
  const notFinite: string[] = [];
  const notKept: string[] = [];

  const add = (name: string, value: unknown, depth: number): void => {
    if (typeof value === 'boolean') numbers.set(name, Number(value));
    else if (typeof value === 'string') facts.set(name, value);
    else if (typeof value === 'number' && Number.isFinite(value)) numbers.set(name, value);
    else if (typeof value === 'number') notFinite.push(name);
    else if (typeof value === 'bigint') addWhole(name, value);
    else if (isMap(value) && depth < DEEPEST) addAll(value, `${name}.`, depth + 1);
  };
  const addWhole = (name: string, value: bigint): void => {
    if (losesDigits(String(value))) notKept.push(name);
    else numbers.set(name, Number(value));
  };
  const addAll = (values: object, prefix: string, depth: number): void => {
    for (const [name, value] of Object.entries(values)) add(prefix + name, value, depth);
  };
  addAll(map, '', 0);
  return { numbers, facts, notFinite, notKept };
}

/** Whether a parsed value is a map. */
export function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
