import { EXECUTOR_LIMITS } from '../../../schemas/executor-limits.ts';
import { losesDigits } from '../../../math/whole-number.ts';
import { Z95 } from '../../../math/z95.ts';
import type { Mask } from '../output/mask-secrets.ts';
import { quote } from '../output/quote.ts';
import type { MetricProblem } from './metric-problems.ts';

/** Numbers and texts of a map, nested names joined by dots. */
export type FlatMetrics = {
  readonly numbers: ReadonlyMap<string, number>;
  readonly facts: ReadonlyMap<string, string>;
  /** What is no metric and cannot be left out in silence. */
  readonly problems: readonly MetricProblem[];
};

const DEEPEST = 20;
const { metricName: LONGEST_NAME } = EXECUTOR_LIMITS;
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

/** Flattens a map of metrics: booleans are 0 and 1, text is a fact, nulls say nothing. `mask`: for what problems quote. */
export function flattenMetrics(map: object, mask: Mask): FlatMetrics {
  const found: Found = {
    mask,
    numbers: new Map(),
    facts: new Map(),
    problems: [],
  };
  addAll(found, map, { prefix: '', depth: 0 });
  return found;
}

type Found = {
  readonly mask: Mask;
  readonly numbers: Map<string, number>;
  readonly facts: Map<string, string>;
  readonly problems: MetricProblem[];
};
type Place = { readonly prefix: string; readonly depth: number };

function addAll(found: Found, values: object, { prefix, depth }: Place): void {
  for (const [key, value] of Object.entries(values)) {
    const name = prefix + key;
    if (!isMap(value)) add(found, name, value);
    else if (isEstimate(value)) addEstimate(found, name, value);
    else if (depth < DEEPEST) addAll(found, value, { prefix: `${name}.`, depth: depth + 1 });
    else found.problems.push({ kind: 'deep', name: shortName(found, name) });
  }
}

function add(found: Found, name: string, value: unknown): void {
  const { numbers, facts, problems } = found;
  if (value === null) return;
  if (name.length > LONGEST_NAME) {
    problems.push({ kind: 'long', name: shortName(found, name) });
  } else if (numbers.has(name) || facts.has(name)) {
    problems.push({ kind: 'twice', name });
  } else if (Array.isArray(value)) {
    problems.push({ kind: 'list', name });
  } else keep(found, name, value);
}

function keep({ numbers, facts, problems }: Found, name: string, value: unknown): void {
  if (typeof value === 'bigint' && losesDigits(String(value)))
    problems.push({ kind: 'not-kept', name });
  else if (typeof value === 'bigint') numbers.set(name, Number(value));
  else if (typeof value === 'string') facts.set(name, value);
  else if (typeof value === 'boolean') numbers.set(name, Number(value));
  else if (typeof value === 'number' && Number.isFinite(value)) numbers.set(name, value);
  else problems.push({ kind: 'not-finite', name });
}

type Estimate = {
  readonly value: number;
  readonly stderr?: number;
  readonly low?: number;
  readonly high?: number;
};

/** Its bounds stand beside the number, as metrics of their own: `auc`, `auc.low`, `auc.high`. */
function addEstimate(found: Found, name: string, estimate: Estimate): void {
  const { value, ...written } = estimate;
  add(found, name, value);
  // A name that is too long is told by now, and not again with each of its bounds.
  if (name.length > LONGEST_NAME - '.high'.length || !Number.isFinite(value)) return;
  const odd = Object.entries(written).filter(([, bound]) => !Number.isFinite(bound));
  for (const [part] of odd) found.problems.push({ kind: 'not-finite', name: `${name}.${part}` });
  if (odd.length > 0) return;
  const { low, high } = boundsOf(estimate);
  if (low <= value && value <= high) {
    add(found, `${name}.low`, low);
    add(found, `${name}.high`, high);
  } else found.problems.push({ kind: 'bounds', name: shortName(found, name) });
}

function boundsOf({ value, stderr = 0, low, high }: Estimate): { low: number; high: number } {
  return { low: low ?? value - Z95 * stderr, high: high ?? value + Z95 * stderr };
}

/** A number with how sure it is: `{"value": 0.91, "low": 0.90, "high": 0.92}`, or with `stderr`, and nothing else. */
function isEstimate(map: object): map is Estimate {
  const names = Object.keys(map);
  const isSure = names.includes('stderr') || (names.includes('low') && names.includes('high'));
  const isNumbers = Object.values(map).every((value) => typeof value === 'number');
  return names.includes('value') && isSure && isNumbers && names.every((name) => PARTS.has(name));
}

const PARTS = new Set(['value', 'low', 'high', 'stderr']);

function shortName({ mask }: Found, name: string): string {
  return quote(mask, name, SHORT);
}

const SHORT = 60;

/** Whether a parsed value is a map. */
export function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
