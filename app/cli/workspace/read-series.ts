import { joinAttempts } from '../../reports/plots/join-attempts.ts';
import { seriesOf, type Series } from '../../reports/terminal/series-table.ts';
import type { RunRecord } from '../../reports/view/run-view.ts';
import { seriesOfAttempts, type Told } from '../../runtime/attempts/series-of-attempts.ts';
import type { AttemptId } from '../../runtime/ports/attempts.ts';
import type { StoreReads } from '../../runtime/ports/store.ts';

type AttemptSample = Told & { readonly attempt: number };

/** The live metrics of all steps of a run, each over all its attempts. */
export async function readSeries(
  store: StoreReads,
  { header, steps }: RunRecord,
): Promise<readonly Series[]> {
  const all: Series[] = [];
  for (const { key, attempt } of steps) {
    all.push(...seriesOf(key, await readSamples(store, { run: header.id, key, attempt })));
  }
  return all;
}

/** What the attempts of a row up to this one told, each sample with its attempt: what was done again counts once. */
export async function readSamples(
  store: StoreReads,
  of: AttemptId,
): Promise<readonly AttemptSample[]> {
  const attempts = await seriesOfAttempts(store.attempts, of);
  return joinAttempts(
    attempts.map((samples, index) =>
      samples.map((sample) => Object.assign({}, sample, { attempt: index + 1 })),
    ),
  );
}
