import type { CacheParts } from './cache-key.ts';

const MAX_PATHS = 3;
const MAX_VALUE = 40;

/**
 * What changed between two runs of a step, in words that follow "because": `src/train.py changed`, `param epochs: 20 →
 * 30`. Most telling first. `paths` are the files that differ among those it sees, where known. Empty: nothing changed.
 */
export function changedParts(
  before: CacheParts,
  after: CacheParts,
  paths: readonly string[] | null = null,
): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .filter((name) => before[name] !== after[name])
    .sort((a, b) => rank(a) - rank(b))
    .flatMap((name) => describe(name, before[name], after[name], paths));
}

const ORDER: readonly string[] = [
  'files',
  'run',
  'input',
  'param',
  'env',
  'python',
  'installer',
  'requirements',
];

function rank(name: string): number {
  const found = ORDER.indexOf(kindOf(name));
  return found === -1 ? ORDER.length : found;
}

function describe(
  name: string,
  before: string | undefined,
  after: string | undefined,
  paths: readonly string[] | null,
): string[] {
  const kind = kindOf(name);
  const rest = name.slice(kind.length + 1);
  if (kind === 'files') return describeFiles(paths);
  if (kind === 'run') return ['its command changed'];
  if (kind === 'input') return [`input ${rest} ${happened(before, after)}`];
  if (kind === 'installer') return [`${rest} ${happened(before, after)}`];
  if (kind === 'requirements') return [`${rest} ${happened(before, after)}`];
  const shown = rest === '' ? kind : `${kind} ${rest}`;
  return [shownChange(shown, before, after)];
}

function describeFiles(paths: readonly string[] | null): string[] {
  if (paths === null || paths.length === 0) return ['the files it sees changed'];
  const named = paths.slice(0, MAX_PATHS).map((path) => `${path} changed`);
  const more = paths.length - MAX_PATHS;
  return more > 0 ? [...named, `${more} more file${more === 1 ? '' : 's'} changed`] : named;
}

function shownChange(what: string, before: string | undefined, after: string | undefined): string {
  const isShort = [before, after].every((value) => (value ?? '').length <= MAX_VALUE);
  if (before === undefined || after === undefined || !isShort) {
    return `${what} ${happened(before, after)}`;
  }
  return `${what}: ${before === '' ? 'empty' : before} → ${after === '' ? 'empty' : after}`;
}

function happened(before: string | undefined, after: string | undefined): string {
  if (before === undefined) return 'is new';
  return after === undefined ? 'is gone' : 'changed';
}

function kindOf(name: string): string {
  const dot = name.indexOf('.');
  return dot === -1 ? name : name.slice(0, dot);
}
