import { closedForm, estimateAll, type Asked, type Resampling } from './estimate-all.ts';
import type { Estimate } from './estimate.ts';

/** What is known of a metric at once, or what is to be said of it when its noise is known. */
export type Begun<Result> =
  | { readonly type: 'done'; readonly result: Result }
  | {
      readonly type: 'open';
      readonly asked: Asked;
      /** Null: the number does not vary. */
      readonly conclude: (estimate: Estimate | null) => Result;
    };

/** What needs no resamples is concluded at once: the rows that were sorted for it need not wait in memory for the other metrics. */
export function opened<Result>(
  asked: Asked,
  conclude: (estimate: Estimate | null) => Result,
): Begun<Result> {
  return asked.by === 'bca'
    ? { type: 'open', asked, conclude }
    : { type: 'done', result: conclude(closedForm(asked)) };
}

/** All metrics of the same rows, by their names: those that need resamples from the same ones. */
export function concludeAll<Result>(
  begun: readonly (readonly [string, Begun<Result>])[],
  resampling: Resampling,
): Readonly<Record<string, Result>> {
  const asked = begun.flatMap(([, each]) => (each.type === 'open' ? [each.asked] : []));
  const estimates = estimateAll(asked, resampling);
  const estimateOf = new Map(asked.map((each, at) => [each, estimates[at] ?? null]));
  return Object.fromEntries(
    begun.map(([name, each]): [string, Result] => [
      name,
      each.type === 'done' ? each.result : each.conclude(estimateOf.get(each.asked) ?? null),
    ]),
  );
}
