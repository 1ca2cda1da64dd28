/**
 * What a machine says of its GPUs with each poll: a sample each, ended by `;`, of use in %, MiB used, MiB there are and
 * watts, `-` where the driver does not say: `35,10240,22888,120.5;0,4,22888,25.1;` (user-data.sh).
 */
export type GpuSample = {
  readonly usePercent: number | null;
  readonly usedMib: number | null;
  readonly totalMib: number | null;
  readonly watts: number | null;
};

/** The samples of one moment, a GPU each. */
export type UsageSample = { readonly at: number; readonly gpus: readonly GpuSample[] };

/** No machine of EC2 has more GPUs; the longest honest sample has 30 characters. */
const MOST_GPUS = 16;
const LONGEST = 1024;
const NUMBER = /^\d{1,9}(?:\.\d{1,3})?$/;

/** Reads what a machine says; null: it is not of this form. None at all is a machine without GPUs. */
export function readUsage(text: string): readonly GpuSample[] | null {
  if (text.length > LONGEST) return null;
  const samples = text.split(';').filter((sample) => sample !== '');
  if (samples.length > MOST_GPUS) return null;
  const gpus = samples.map(readSample);
  return gpus.every((gpu) => gpu !== null) ? gpus : null;
}

/** What was said from a moment on, oldest first; what has no such form, or is of no GPU, is left out. */
export function samplesSince(
  lines: readonly { readonly at: number; readonly text: string }[],
  since: number,
): readonly UsageSample[] {
  return lines.flatMap(({ at, text }) => {
    const gpus = at < since ? null : readUsage(text);
    return gpus === null || gpus.length === 0 ? [] : [{ at, gpus }];
  });
}

const IDLE_PERCENT = 5;
const IDLE_MS = 15 * 60_000;
/** Polls are seconds apart; who was silent for longer than this has not been idle for all we know. */
const LONGEST_GAP_MS = 3 * 60_000;

/**
 * Says that no GPU was used for a quarter of an hour up to now; null: one was, or it is not known. `samples` are of one
 * attempt that runs, oldest first; older ones than that quarter of an hour need not be kept.
 */
export function wordsForIdleGpus(samples: readonly UsageSample[], now: number): string | null {
  const [from, last] = [idleSince(samples), samples.at(-1)];
  if (from === null || last === undefined || now - last.at > LONGEST_GAP_MS) return null;
  if (last.at - from < IDLE_MS) return null;
  const minutes = Math.floor((last.at - from) / 60_000);
  const which = last.gpus.length === 1 ? 'Its GPU was' : `All ${last.gpus.length} GPUs were`;
  return `${which} used less than ${IDLE_PERCENT} % for ${minutes} minutes. If the step does not need a GPU, leave \`gpu\` out of its \`resources\`; else look at what it waits for.`;
}

/** Since when no GPU was used, without a gap; null: one is used now, or there is none. */
function idleSince(samples: readonly UsageSample[]): number | null {
  let from: number | null = null;
  for (const sample of samples.toReversed()) {
    if (!isIdle(sample) || (from !== null && from - sample.at > LONGEST_GAP_MS)) break;
    from = sample.at;
  }
  return from;
}

function isIdle({ gpus }: UsageSample): boolean {
  return (
    gpus.length > 0 &&
    gpus.every(({ usePercent }) => usePercent !== null && usePercent < IDLE_PERCENT)
  );
}

function readSample(text: string): GpuSample | null {
  const fields = text.split(',');
  if (fields.length !== 4 || !fields.every((field) => field === '-' || NUMBER.test(field))) {
    return null;
  }
  const [usePercent = null, usedMib = null, totalMib = null, watts = null] = fields.map((field) =>
    field === '-' ? null : Number(field),
  );
  return { usePercent, usedMib, totalMib, watts };
}
