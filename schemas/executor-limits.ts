const KIB = 1024;
const MIB = 1024 * KIB;

/**
 * What a step executor tells and keeps of an attempt at most. It holds itself to this, and the App takes no more: its
 * token can be read by the code of the step. The schemas of reports say the same numbers where a schema can.
 */
export const EXECUTOR_LIMITS = {
  /** Characters of a line of output, without the note on what was cut. */
  line: 16 * KIB,
  cutNote: 64,
  linesAReport: 2000,
  samplesAReport: 1000,
  /** Names of live metrics; numbers and texts of a metrics file together. */
  series: 10_000,
  metrics: 10_000,
  metricName: 200,
  fact: 1000,
  /** What `weightOfSample` sums up to over all live metrics of an attempt. */
  liveWeight: 128 * MIB,
  /** As large as GitHub lets a job's outputs be. */
  outputBytes: MIB,
  outputDepth: 100,
  /** As much as GitHub takes of a job's summary. In characters for who receives it. */
  summary: MIB,
  plots: 200,
  plotBytes: 16 * MIB,
  /** Of what is measured example by example; an id, or what names a cluster, has so many characters. */
  examples: { rows: 5_000_000, columns: 16, bytes: 512 * MIB, id: 200, reason: 2000 },
  /** Of what is measured slice by slice; a slice's name has so many characters in each column. */
  slices: { rows: 200, metrics: 16, by: 4, bytes: MIB, value: 100, reason: 2000 },
  /** Of a judge: verdicts, and answers that people labelled; its prompt has so many bytes. */
  judge: { rows: 1_000_000, labels: 100_000, promptBytes: MIB },
  /** Characters of the sentence that says how an attempt ended. */
  message: 16 * KIB,
} as const;

const BYTES_A_NUMBER = 8;

/** What keeping a sample costs, about, in bytes. */
export function weightOfSample(values: Readonly<Record<string, number>>): number {
  return Object.keys(values).reduce((sum, { length }) => sum + length + BYTES_A_NUMBER, 0);
}

/** Why value outputs cannot be handed on, to end a sentence; null: they can. Never recurses deeper than it allows. */
export function whyTooLarge(outputs: Readonly<Record<string, unknown>>): string | null {
  const { outputBytes, outputDepth } = EXECUTOR_LIMITS;
  const values = Object.values(outputs);
  if (values.some((value) => isDeeper(value, outputDepth))) {
    return `nested deeper than ${outputDepth} levels`;
  }
  const bytes = values.reduce<number>((sum, value) => sum + bytesOf(value), 0);
  return bytes > outputBytes ? `larger than ${outputBytes / MIB} MiB in all` : null;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1));
}

function bytesOf(value: unknown): number {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return new TextEncoder().encode(text).length;
}
