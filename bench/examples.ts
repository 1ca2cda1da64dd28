import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { promisify } from 'node:util';
import { openFolderBlobStore } from '../app/artifacts/folder/folder-blob-store.ts';
import { openComparing } from '../app/comparing/open-comparing.ts';
import { saveTree } from '../content/save-tree.ts';
import type { ExamplesSpec } from '../evaluation/examples-file.ts';
import { sfc32 } from '../math/sfc32.ts';
import { childrenOf, peakMb, secondsOfChildren } from './process-figures.ts';

const run = promisify(execFile);

/** One line of the table; `ratio` is ours / reference. */
export type ExamplesBench = {
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  readonly reference: number;
  readonly ratio: number;
};

const ROWS = 1_000_000;

const SPEC: ExamplesSpec = {
  path: 'predictions.csv',
  id: 'id',
  cluster: null,
  show: [],
  metrics: {
    accuracy: { type: 'mean', column: 'correct' },
    auc: { type: 'auc', label: 'label', score: 'score' },
    ap: { type: 'average-precision', label: 'label', score: 'score' },
    f1: { type: 'f1', label: 'label', predicted: 'predicted' },
    p95: { type: 'quantile', column: 'latency', at: 0.95 },
  },
};

/**
 * Two tables of a million examples compared by five metrics, as the App does it: from its store, in a process of its own.
 * Beside what pairing the rows alone costs others: `sort` of both files by their ids, and `join`. Linux only.
 */
export async function benchExamples({ scale = 1 }: { scale?: number } = {}): Promise<
  ExamplesBench[]
> {
  const folder = await mkdtemp(join(tmpdir(), 'mlp-bench-'));
  try {
    const count = Math.round(ROWS * scale);
    const tables = [join(folder, 'now.csv'), join(folder, 'before.csv')] as const;
    await plantTable(tables[0], { count, error: 0.9 });
    await plantTable(tables[1], { count, error: 1 });
    const reference = await timed(() => sortAndJoin(tables, folder));
    const ours = await compareTables(tables, folder);
    const line = (name: string, unit: string, mine: number, others: number): ExamplesBench => ({
      name,
      unit,
      ours: mine,
      reference: others,
      ratio: mine / others,
    });
    const what = `${count} examples a side, 5 metrics, beside sort and join`;
    return [
      line(`${what}: time`, 's', ours.seconds, reference.seconds),
      line('the same: processor', 's', ours.processor, reference.processor),
      line('memory of the App meanwhile, beside before', 'MB', ours.appMb, ours.appBeforeMb),
      line('memory of the process that compares, beside the tables', 'MB', ours.peakMb, ours.mb),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Tables = readonly [now: string, before: string];

async function compareTables([now, before]: Tables, folder: string) {
  const blobs = await openFolderBlobStore(join(folder, 'objects'));
  const store = async (path: string) => {
    const { digest, size } = await saveTree(blobs, path);
    return { digest, size, format: 'csv' as const };
  };
  const question = { run: 'r', asker: 0, scope: 'local', spec: SPEC, now: await store(now) };
  const beside = await store(before);
  const memory = watchMemory();
  const taken = await timed(async () => {
    const comparing = openComparing(blobs, join(folder, 'comparing'));
    const { comparison: answer } = await comparing.compare({ ...question, before: beside });
    for (const [name, metric] of Object.entries(answer.beside?.metrics ?? {})) {
      if (metric.type !== 'compared') throw new Error(`${name}: ${JSON.stringify(metric)}`);
    }
    await comparing.close();
  });
  return { ...taken, ...memory.stop(), mb: (question.now.size + beside.size) / 1e6 };
}

const LOOK_EVERY_MS = 50;

/** Of this process, which stands for the App, and of those that it starts. */
function watchMemory() {
  const ownMb = () => process.memoryUsage.rss() / 1e6;
  const appBeforeMb = ownMb();
  let [appMb, peak] = [appBeforeMb, 0];
  const timer = setInterval(() => {
    appMb = Math.max(appMb, ownMb());
    peak = Math.max(peak, ...childrenOf(process.pid).map(peakMb));
  }, LOOK_EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return { appBeforeMb, appMb, peakMb: peak };
    },
  };
}

async function sortAndJoin([now, before]: Tables, folder: string): Promise<void> {
  const sorted = [join(folder, 'now.sorted'), join(folder, 'before.sorted')] as const;
  const options = { env: { ...process.env, LC_ALL: 'C' } };
  await run('sort', ['-t', ',', '-k', '1,1', '-o', sorted[0], now], options);
  await run('sort', ['-t', ',', '-k', '1,1', '-o', sorted[1], before], options);
  await run('sh', ['-c', 'join -t , "$0" "$1" | wc -l', ...sorted], options);
}

/** What it takes until it is done, and the processor that the processes took which it started. */
async function timed(work: () => Promise<void>) {
  const [begin, before] = [performance.now(), secondsOfChildren()];
  await work();
  return {
    seconds: (performance.now() - begin) / 1000,
    processor: secondsOfChildren() - before,
  };
}

const PART = 10_000;

/** The same examples with the same answers, each judged with an error as large as asked for. */
async function plantTable(
  path: string,
  { count, error }: { readonly count: number; readonly error: number },
): Promise<void> {
  const [truths, errors] = [uniform('truths'), uniform(`errors ${error}`)];
  const stream = createWriteStream(path);
  stream.write('id,label,score,predicted,correct,latency\n');
  for (let from = 0; from < count; from += PART) {
    const rows = Array.from({ length: Math.min(PART, count - from) }, (_, at) => {
      const label = truths() < 0.3 ? 1 : 0;
      const score = label + error * (errors() + errors() + errors() - 1.5) * 1.5;
      const predicted = score > 0.5 ? 1 : 0;
      const latency = -40 * error * Math.log(1 - errors());
      return `example-${from + at},${label},${score.toFixed(6)},${predicted},${predicted === label ? 1 : 0},${latency.toFixed(3)}\n`;
    });
    if (!stream.write(rows.join(''))) await once(stream, 'drain');
  }
  stream.end();
  await finished(stream);
}

function uniform(seed: string): () => number {
  const random = sfc32(seed);
  const next = new Uint32Array(1);
  return () => {
    random(next);
    return (next[0] ?? 0) / 2 ** 32;
  };
}
