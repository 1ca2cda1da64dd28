import { join } from 'node:path';
import type { MetricsReport } from '../../../schemas/attempt-report.generated.ts';
import { EXECUTOR_LIMITS } from '../../../schemas/executor-limits.ts';
import type { Attempt } from '../attempt.ts';
import type { Activity } from '../process/clocks.ts';
import { followFile } from './follow-file.ts';
import { SeriesThinner } from './thin-series.ts';
import { parseLiveLine } from './parse-live-line.ts';

/** Reads live metrics while a command writes them. */
export type LiveTail = {
  /** Reads what is left and stops; can be called twice. */
  finish(): Promise<void>;
};

type Sample = MetricsReport['samples'][number];

const POLL_MS = 500;
const { samplesAReport: SAMPLES_A_REPORT } = EXECUTOR_LIMITS;
const MOST_COMPLAINTS = 5;

/**
 * Follows the step's live file, reports its samples and says once what is wrong with each kind of line. Only once it is
 * here may the command begin: what the file holds by then is passed over.
 */
export async function tailLiveMetrics(
  attempt: Attempt,
  path: string,
  activity: Activity,
): Promise<LiveTail> {
  const complain = createComplaints(attempt, path);
  const file = await followFile(join(attempt.host.folders.workspace, path));
  const thinner = new SeriesThinner();
  let queue = Promise.resolve();
  let finished = false;

  const read = async (isLast: boolean): Promise<void> => {
    for (let lines = await file.read(); lines.length > 0; lines = await file.read()) take(lines);
    if (isLast) take([file.rest()]);
  };
  const take = (lines: readonly string[]): void => {
    const parsed = lines.map((line) => parseLiveLine(line, attempt.mask));
    for (const { problem } of parsed) if (problem !== null) complain(problem);
    const told = parsed.flatMap(({ sample }) => (sample === null ? [] : [sample]));
    if (told.length > 0) activity.touch();
    const samples = told.flatMap((sample) => {
      const values = thinner.keep(shownValues(attempt, sample, complain));
      return values === null ? [] : [{ ...sample, values }];
    });
    reportSamples(attempt, samples);
    if (thinner.isFull) complain('more is written than is kept of one attempt; it is left out.');
  };
  const enqueue = (isLast: boolean): Promise<void> => {
    queue = queue.then(() => read(isLast)).catch((error: unknown) => complain(String(error)));
    return queue;
  };
  const timer = setInterval(() => void enqueue(false), POLL_MS);
  return {
    async finish() {
      clearInterval(timer);
      if (finished) return;
      finished = true;
      await enqueue(true);
    },
  };
}

/** Values by names that may be shown to everyone. */
function shownValues(
  { mask }: Attempt,
  { values }: Sample,
  complain: (problem: string) => void,
): Sample['values'] {
  const shown = Object.entries(values).filter(([name]) => mask.apply(name) === name);
  if (shown.length === Object.keys(values).length) return values;
  complain('a name contains a secret; it is left out, since names are shown to everyone.');
  return Object.fromEntries(shown);
}

function reportSamples({ host }: Attempt, samples: MetricsReport['samples']): void {
  for (let from = 0; from < samples.length; from += SAMPLES_A_REPORT) {
    const part = samples.slice(from, from + SAMPLES_A_REPORT);
    host.report({ type: 'metrics', at: Date.now(), samples: part });
  }
}

function createComplaints({ log }: Attempt, path: string): (problem: string) => void {
  const said = new Set<string>();
  return (problem) => {
    if (said.size >= MOST_COMPLAINTS || said.has(problem)) return;
    said.add(problem);
    log.say(`Live metrics, ${path}: ${problem}`);
  };
}
