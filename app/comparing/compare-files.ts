import { mkdir } from 'node:fs/promises';
import { compareExamples } from '../../evaluation/compare/compare-examples.ts';
import { compareSlices } from '../../evaluation/compare/compare-slices.ts';
import { measureExamples } from '../../evaluation/compare/measure-examples.ts';
import type { Examples } from '../../evaluation/examples.ts';
import type { ExamplesFormat, ExamplesSpec } from '../../evaluation/examples-file.ts';
import type { SliceBy } from '../../evaluation/slices.ts';
import { BadExamples } from '../../evaluation/read/bad-examples.ts';
import { findLeakage, type TrainingTable } from '../../evaluation/read/find-leakage.ts';
import { findFlips } from '../../evaluation/read/find-flips.ts';
import type { SpecialAsk } from '../runtime/comparing/comparison-question.ts';
import { readAsExamples } from '../../evaluation/read/read-as-examples.ts';
import type {
  ComparedExamples,
  ComparedPairs,
  MetricComparison,
} from '../../evaluation/comparison.ts';

/** What a process is asked: files that lie at hand. */
export type FileQuestion = {
  readonly spec: ExamplesSpec;
  readonly now: TableFile;
  readonly before: TableFile | null;
  /** Parts of the data that are compared beside the whole; left out: none. */
  readonly slices?: readonly SliceBy[];
  readonly ask?: FileAsk;
};

export type FileAsk =
  | { readonly type: 'leakage'; readonly training: readonly TrainingTable[] }
  | Extract<SpecialAsk, { type: 'flips' }>;

export type TableFile = {
  readonly path: string;
  readonly format: ExamplesFormat;
  readonly digest: string;
};

/** Reads the tables and says what they show. One that cannot be read says why. */
export async function compareFiles(question: FileQuestion): Promise<ComparedExamples> {
  const { spec, now, before, slices = [], ask } = question;
  if (ask !== undefined) return askedOf(question, ask);
  const groups = valuesByColumn(slices);
  const seed = `${now.digest} ${before?.digest ?? ''}`;
  const mine = await read(spec, now, groups);
  if (typeof mine === 'string') return nothingSaid(spec, mine, before !== null);
  const measured = measureExamples(mine, spec.metrics, { seed });
  if (before === null) return { measured, beside: null };
  const theirs = await read(spec, before, groups);
  if (typeof theirs === 'string') {
    const reason = `the examples it is compared with: ${theirs}`;
    return { measured, beside: notCompared(spec, reason) };
  }
  const beside = compareExamples(mine, theirs, spec.metrics, { seed });
  if (slices.length === 0) return { measured, beside };
  const parts = compareSlices(mine, theirs, spec.metrics, { slices, seed });
  return { measured, beside: { ...beside, slices: parts } };
}

type Groups = Readonly<Record<string, readonly string[]>>;

function valuesByColumn(slices: readonly SliceBy[]): Groups {
  const pairs = slices.flatMap((by) => Object.entries(by));
  const columns = [...Map.groupBy(pairs, ([column]) => column)];
  return Object.fromEntries(
    columns.map(([column, of]) => [column, [...new Set(of.map(([, value]) => value))]]),
  );
}

const NOTHING = { measured: {}, beside: null };

async function askedOf(
  { spec, now, before }: FileQuestion,
  ask: FileAsk,
): Promise<ComparedExamples> {
  if (ask.type === 'leakage') {
    return { ...NOTHING, leakage: await findLeakage({ file: now, spec }, ask.training) };
  }
  return before === null
    ? NOTHING
    : { ...NOTHING, flips: await findFlips(spec, ask, { now, before }) };
}

/** Nothing can be said of any metric, for one reason. */
export function nothingSaid(
  spec: ExamplesSpec,
  reason: string,
  isBeside: boolean,
): ComparedExamples {
  const measured = Object.keys(spec.metrics).map(
    (name) => [name, { type: 'not-measured', reason }] as const,
  );
  return {
    measured: Object.fromEntries(measured),
    beside: isBeside ? notCompared(spec, reason) : null,
  };
}

function notCompared(spec: ExamplesSpec, reason: string): ComparedPairs {
  const metrics = Object.keys(spec.metrics).map((name): [string, MetricComparison] => [
    name,
    { type: 'not-compared', reason },
  ]);
  return {
    pairs: { by: 'id', paired: 0, onlyNow: 0, onlyBefore: 0 },
    metrics: Object.fromEntries(metrics),
  };
}

/** A text: why it cannot be read. What was kept once was read then by the columns of that time. */
async function read(
  spec: ExamplesSpec,
  { path, format }: TableFile,
  groups: Groups,
): Promise<Examples | string> {
  try {
    const columnsAt = `${path}.columns`;
    await mkdir(columnsAt, { recursive: true });
    return await readAsExamples(spec, { path, format, groups, columnsAt });
  } catch (error) {
    if (error instanceof BadExamples) return error.message;
    throw error;
  }
}
