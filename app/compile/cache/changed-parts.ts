import type { CacheParts } from './cache-key.ts';

const MAX_PATHS = 3;
const MAX_VALUE = 40;

/** One file that a step sees, and what happened to it. */
export type FileChange = { readonly path: string } & (
  | { readonly how: 'changed' | 'is new' | 'is gone' }
  /** It was there and is there; whether the step sees it changed, by its `files` or by what else it declares. */
  | { readonly how: 'seen' | 'unseen'; readonly byFiles: boolean }
);

/** What is known of the files that a step sees. */
export type FilesSeen = {
  /** Those that differ; null: nobody can say which. */
  readonly changes: readonly FileChange[] | null;
  /** It names no `files`, so any file of the repository counts. */
  readonly everyFile: boolean;
};

const UNKNOWN_FILES: FilesSeen = { changes: null, everyFile: false };

/**
 * What changed between two runs of a step, in words that follow "because": `src/train.py changed`, `param epochs: 20 →
 * 30`. What changed in the step itself first, then what it is given. Empty: nothing changed.
 */
export function changedParts(
  before: CacheParts,
  after: CacheParts,
  files: FilesSeen = UNKNOWN_FILES,
): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .filter((name) => before[name] !== after[name])
    .sort((a, b) => rank(a) - rank(b))
    .flatMap((name) => describe(name, before[name], after[name], files));
}

const ORDER: readonly string[] = [
  'files',
  'run',
  'param',
  'env',
  'python',
  'installer',
  'requirements',
];

function rank(name: string): number {
  const kind = kindOf(name);
  if (kind === 'input') return ORDER.length + 1;
  const found = ORDER.indexOf(kind);
  return found === -1 ? ORDER.length : found;
}

function describe(
  name: string,
  before: string | undefined,
  after: string | undefined,
  files: FilesSeen,
): string[] {
  const kind = kindOf(name);
  const rest = name.slice(kind.length + 1);
  if (kind === 'files') return describeFiles(files);
  if (kind === 'run') return ['its command changed'];
  if (kind === 'input') return [`input ${rest} ${happened(before, after)}`];
  if (kind === 'installer') return [`${rest} ${happened(before, after)}`];
  if (kind === 'requirements') return [`${rest} ${happened(before, after)}`];
  const shown = rest === '' ? kind : `${kind} ${rest}`;
  return [shownChange(shown, before, after)];
}

function describeFiles({ changes, everyFile }: FilesSeen): string[] {
  const known = changes ?? [];
  if (known.length === 0) {
    return [everyFile ? 'it sees every file, and some changed' : 'the files it sees changed'];
  }
  const named = known.slice(0, MAX_PATHS).map(fileChangeText);
  const more = known.length - MAX_PATHS;
  const all = more > 0 ? [...named, `${more} more file${more === 1 ? '' : 's'} changed`] : named;
  return all.map((text, index) =>
    everyFile && index === 0 ? `it sees every file, and ${text}` : text,
  );
}

function fileChangeText(change: FileChange): string {
  const { path, how } = change;
  if (how !== 'seen' && how !== 'unseen') return `${path} ${how}`;
  const by = change.byFiles ? ' (`files`)' : '';
  return `the step ${how === 'seen' ? 'now' : 'no longer'} sees ${path}${by}`;
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
