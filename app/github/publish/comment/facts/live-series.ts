import type { AttemptId, Sample } from '../../../../runtime/ports/attempts.ts';
import { joinAttempts } from '../../../../reports/plots/join-attempts.ts';
import type { PublishDeps } from '../../publish-deps.ts';

/** A curve of 60 points needs no more, and an attempt may tell 128 MiB. */
const MOST_SAMPLES = 600;
const MOST_BYTES = 2 * 1024 * 1024;
const MOST_ATTEMPTS = 5;

type Told = Awaited<ReturnType<PublishDeps['store']['attempts']['spread']>>[number];

export type Series = {
  readonly samples: readonly Sample[];
  /** There are others between them. */
  readonly isThinned: boolean;
};

/** Live metrics of a row, its newest attempts as if one had told them, in the order of their steps. */
export async function readSeries(
  { attempts }: PublishDeps['store'],
  { run, key, attempt: newest }: AttemptId,
): Promise<Series> {
  const oldest = Math.max(1, newest - MOST_ATTEMPTS + 1);
  const told: (readonly Told[])[] = [];
  let left = MOST_BYTES;
  for (let attempt = newest; attempt >= oldest && left > 0; attempt -= 1) {
    const samples = await attempts.spread({ run, key, attempt }, MOST_SAMPLES, left);
    left -= samples.reduce((sum, { values }) => sum + JSON.stringify(values).length, 0);
    told.unshift(samples);
  }
  const steps = new Map(joinAttempts(told).map((sample) => [sample.step, sample]));
  return {
    samples: [...steps.values()].toSorted((a, b) => a.step - b.step),
    isThinned: told.some((samples) => (samples.at(-1)?.seq ?? 0) > samples.length),
  };
}

/** What an attempt told last; null: nothing. */
export async function lastSample(
  { attempts }: Pick<PublishDeps['store'], 'attempts'>,
  of: AttemptId,
): Promise<Sample | null> {
  return (await attempts.spread(of, 1)).at(-1) ?? null;
}
