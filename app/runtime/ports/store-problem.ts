/** What is wrong with where the store is kept. */
export type StoreProblemKind =
  /** It is no store any more, or not a whole one. */
  | 'damaged'
  /** It was removed or replaced while it was in use: what is written now is found by nobody. */
  | 'gone'
  | 'disk-full'
  /** The file system is read-only, or the file is not ours to write. */
  | 'unwritable';

/** The store cannot be used. The message names the file, the hint says what to do. */
export class StoreProblem extends Error {
  override name = 'StoreProblem';
  readonly kind: StoreProblemKind;
  readonly hint: string;

  constructor(
    kind: StoreProblemKind,
    words: { readonly message: string; readonly hint: string },
    cause: unknown,
  ) {
    super(words.message, { cause });
    this.kind = kind;
    this.hint = words.hint;
  }
}

const MOST_CAUSES = 5;

/** The problem behind an error, however deep it lies; null: it is about something else. */
export function storeProblemOf(error: unknown): StoreProblem | null {
  let at = error;
  for (let depth = 0; depth < MOST_CAUSES && at instanceof Error; depth += 1) {
    if (at instanceof StoreProblem) return at;
    at = at.cause;
  }
  return null;
}

/** Whether the store is lost for good: to ask it again is of no use. */
export function isStoreLost(error: unknown): boolean {
  const kind = storeProblemOf(error)?.kind;
  return kind === 'damaged' || kind === 'gone';
}
