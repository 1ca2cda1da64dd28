import type { BaselineRef } from '../gate-spec.ts';

/** What a server told a run of one machine before it began; that holds until the run is over. */
export type OfServer = {
  /** `https://mlp.example.com` */
  readonly url: string;
  /** `owner/name` */
  readonly repository: string;
  /** Somebody typed the repository; left out: the checkout says which it is. */
  readonly isNamed?: true;
  readonly baselines: readonly ServerBaseline[];
};

/** What the server has measured of a step. */
export type ServerBaseline = {
  readonly step: string;
  readonly ref: BaselineRef;
  /** As people read it: `churn@production on mlp.example.com`. */
  readonly name: string;
  /** Behind an alias; null: none. */
  readonly version: number | null;
  /** Null: none measured it, or it was forgotten. */
  readonly run: {
    readonly id: string;
    readonly number: string;
    readonly sha: string | null;
  } | null;
  readonly found:
    | {
        readonly type: 'measured';
        readonly metrics: Readonly<Record<string, number>>;
        /** What decided how it was measured (runtime/baselines/comparable-parts.ts); null: nobody knows. */
        readonly parts: Readonly<Record<string, string>> | null;
        /** Files that were otherwise in the run's commit than they are here; null: nobody can tell. */
        readonly changed: readonly string[] | null;
      }
    | { readonly type: 'never' | 'under-way' };
};

/** What a server has measured of a step behind this; null: none was asked. */
export function serverBaseline(
  server: OfServer | undefined,
  step: string,
  ref: BaselineRef,
): ServerBaseline | null {
  const wanted = JSON.stringify(ref);
  const baselines = server?.baselines ?? [];
  return (
    baselines.find((each) => each.step === step && JSON.stringify(each.ref) === wanted) ?? null
  );
}
