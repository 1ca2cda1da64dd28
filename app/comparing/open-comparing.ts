import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LostBlob, type BlobStore } from '../../content/blob-store.ts';
import { restoreTree } from '../../content/restore-tree.ts';
import { openOffload } from '../offload/offload.ts';
import { Overtaxed } from '../offload/overtaxed.ts';
import { openProcess } from '../offload/process.ts';
import { openTurns } from '../offload/turns.ts';
import type { CompareTables, TablesCompared } from '../runtime/comparing/comparer.ts';
import type {
  ComparisonQuestion,
  SpecialAsk,
  Table,
} from '../runtime/comparing/comparison-question.ts';
import type { ComparedExamples } from '../../evaluation/comparison.ts';
import type { TrainingTable } from '../../evaluation/read/find-leakage.ts';
import { fetchedTable } from './fetched-table.ts';
import { nothingSaid, type FileAsk, type FileQuestion, type TableFile } from './compare-files.ts';

export type Comparing = {
  readonly compare: CompareTables;
  /** Ends what is being compared. */
  readonly close: () => Promise<void>;
};

export type ComparingLimits = { readonly memoryMb: number; readonly limitMs: number };

/**
 * Some minutes of a machine that does other things beside, and more memory than two tables of the largest size
 * that is kept take: five million examples of 16 columns, compared by 16 metrics, 1.5 GB and 140 s of a processor.
 */
const LIMITS: ComparingLimits = { memoryMb: 2048, limitMs: 300_000 };

/**
 * Compares tables of examples in one process of its own, one question after the other. `folder`: where nothing but copies
 * of them lies meanwhile, on the disk of `blobs` at best.
 */
export function openComparing(
  blobs: BlobStore,
  folder: string,
  limits: ComparingLimits = LIMITS,
): Comparing {
  const processes = openOffload<FileQuestion, ComparedExamples>({
    entry: new URL('./compare-process.ts', import.meta.url),
    open: openProcess,
    workers: 1,
    ...limits,
    mostWaiting: 1,
    idleMs: 1000,
  });
  // Not its own queue: what waits in there has been copied.
  const turns = openTurns();
  let isClosed = false;
  const compare = async (question: ComparisonQuestion): Promise<TablesCompared> => {
    if (isClosed) throw new Overtaxed('closed', 'it is closing');
    const at = await freshFolder(folder);
    try {
      const tables = await fetchedAll(blobs, question, at);
      const comparison = await processes.ask(String(question.asker), tables);
      return { comparison, fleeting: false };
    } catch (error) {
      const reason = whyNever(error);
      if (reason === null) throw error;
      return { comparison: unanswered(question, reason), fleeting: true };
    } finally {
      await rm(at, { recursive: true, force: true });
    }
  };
  return {
    compare: (question) => turns.take(String(question.asker), () => compare(question)),
    close: () => {
      isClosed = true;
      return processes.close();
    },
  };
}

/** What processes that were killed left behind goes. */
async function freshFolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    const left = join(folder, name);
    const found = await stat(left).catch(() => null);
    if (found !== null && found.mtimeMs < Date.now() - LEFT_AFTER_MS) {
      await rm(left, { recursive: true, force: true });
    }
  }
  return mkdtemp(join(folder, COMPARED));
}

/** How the name of a folder begins in which tables are compared. */
export const COMPARED = 'of-';

const LEFT_AFTER_MS = 3_600_000;

/** Nothing can be said, for one reason. */
function unanswered({ spec, before, ask }: ComparisonQuestion, reason: string): ComparedExamples {
  const nothing = nothingSaid(spec, reason, before !== null);
  if (ask === undefined) return nothing;
  if (ask.type === 'flips') {
    const { against, metric } = ask;
    return { ...nothing, flips: { against, metric, type: 'not-found', reason } };
  }
  const leakage = ask.training.map(
    ({ input }) => ({ input, type: 'not-checked', reason }) as const,
  );
  return { ...nothing, leakage };
}

async function fetchedAll(
  blobs: BlobStore,
  { spec, now, before, slices, ask }: ComparisonQuestion,
  at: string,
): Promise<FileQuestion> {
  return {
    spec,
    now: await fetched(blobs, now, join(at, 'now')),
    before: before === null ? null : await fetched(blobs, before, join(at, 'before')),
    ...(slices !== undefined && { slices }),
    ...(ask !== undefined && { ask: await fetchedAsk(blobs, ask, at) }),
  };
}

async function fetchedAsk(blobs: BlobStore, ask: SpecialAsk, at: string): Promise<FileAsk> {
  if (ask.type === 'flips') return ask;
  const tables: TrainingTable[] = [];
  for (const [index, { input, spec, artifact }] of ask.training.entries()) {
    const file =
      'not' in artifact
        ? artifact.not
        : await fetchedTable(
            blobs,
            { ...artifact, within: spec.path },
            join(at, `training-${index}`),
          );
    tables.push({ input, spec, file });
  }
  return { type: 'leakage', training: tables };
}

async function fetched(
  blobs: BlobStore,
  { digest, format }: Table,
  path: string,
): Promise<TableFile> {
  await restoreTree(blobs, digest, path, { readOnly: true });
  return { path, format, digest };
}

/** Why asking again at once would be of no use; null: it may be. */
function whyNever(error: unknown): string | null {
  if (error instanceof LostBlob) return error.message;
  if (!(error instanceof Overtaxed)) return null;
  const isTheirs = error.reason === 'time' || error.reason === 'memory';
  return isTheirs ? `comparing them is too much for one process: ${error.message}` : null;
}
