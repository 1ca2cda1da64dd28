import type { Json } from '../domain/json.ts';

/** Names an expression may begin with (`pipeline-file.md`, Expressions). Which exist where is the compiler's to say. */
export const CONTEXT_NAMES = [
  'params',
  'matrix',
  'env',
  'inputs',
  'github',
  'run',
  'steps',
  'secrets',
  'baseline',
] as const;
export type ContextName = (typeof CONTEXT_NAMES)[number];

/**
 * What an expression can see. A name that is not given does not exist there, and reading it is an error.
 *
 * - `steps.<id>` of a skipped step must hold its declared outputs, empty: `''`, for an artifact `{ path: '', digest: '', size: '' }`.
 * - `inputs.<name>` of an absent optional input likewise.
 * - `env` holds no secrets.
 */
export type Contexts = Readonly<Partial<Record<ContextName, Json>>>;

/** What `success() failure() cancelled()` answer; `always()` needs none. */
export type StatusFunctions = {
  readonly succeeded: boolean;
  readonly failed: boolean;
  readonly cancelled: boolean;
};

export type Evaluated<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };
