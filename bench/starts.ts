import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFolderBlobStore } from '../app/artifacts/folder/folder-blob-store.ts';
import { DEFAULT_QUOTAS } from '../app/domain/quotas.ts';
import { createRuntime } from '../app/runtime/create-runtime.ts';
import type { Runtime } from '../app/runtime/runtime.ts';
import { openStore } from '../app/store/open-store.ts';
import { openCompiler } from '../app/triggers/compiling/compiler.ts';
import { compilingFor } from '../app/triggers/compiling/compiling.ts';
import { PipelineFiles, type CommitFile } from '../app/triggers/pipeline-files.ts';
import { startPipelines } from '../app/triggers/start-pipelines.ts';
import { aPlace } from '../test/support/hosted.ts';
import { realClock } from '../test/support/real-clock.ts';
import { anId } from '../test/support/rows.ts';
import { ScriptHost } from '../test/support/script-host.ts';
import { aComparer } from '../test/support/a-comparer.ts';

/** The line of the table; `ratio` is what many cost beside few, times over. */
export type StartsBench = {
  readonly name: string;
  readonly unit: 'ms';
  readonly ours: number;
  readonly reference: number;
  readonly ratio: number;
  readonly goal: string;
};

const FEW = 10;
const MANY = 160;
const ROUNDS = 7;

/** What starting every pipeline of one commit costs, from the files' texts until the last run is kept: 160 beside 10. */
export async function benchStarts(): Promise<StartsBench[]> {
  await timeStarts(MANY);
  const few: number[] = [];
  const many: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    few.push(await timeStarts(FEW));
    many.push(await timeStarts(MANY));
  }
  const [ours, reference] = [Math.min(...many), Math.min(...few)];
  const name = `${MANY} pipelines of one commit started, beside ${FEW}`;
  return [{ name, unit: 'ms', ours, reference, ratio: ours / reference, goal: '≤ 16.5' }];
}

async function timeStarts(count: number): Promise<number> {
  const sources = Array.from({ length: count }, (_, number) => pipelineSource(number));
  const { runtime, close } = await openWorld();
  try {
    globalThis.gc?.();
    const begin = performance.now();
    const compiling = compilingFor(openCompiler(), 'acme/churn');
    const files = new PipelineFiles(sources, compiling);
    const started = await startPipelines({
      runtime,
      clock: realClock,
      files,
      granting: new PipelineFiles(sources, compiling),
      hosted: aPlace(),
      quotas: DEFAULT_QUOTAS,
      subject: {
        sha: 'a'.repeat(40),
        ref: 'refs/heads/main',
        actor: 'ada',
        trigger: 'push',
        github: {},
      },
      params: {},
      once: (pipeline) => `commit ${pipeline}`,
      triggerEvent: { type: 'push', ref: 'refs/heads/main', deleted: false },
      changed: async () => 'any',
      only: null,
      held: null,
    });
    const ms = performance.now() - begin;
    const others = started.filter(({ type }) => type !== 'started');
    if (others.length > 0) throw new Error(JSON.stringify(others[0]));
    return ms;
  } finally {
    await close();
  }
}

/** A file as people write them: params, gates, a secret, a cached step and one that is not. */
function pipelineSource(number: number): CommitFile {
  const text = `name: churn-${number}
on:
  push: { branches: [main] }
params:
  epochs: { type: number, default: ${number + 1} }
steps:
  split:
    run: python split.py --out out/train.csv
    outputs: { train: { type: dataset, path: out/train.csv } }
  train:
    inputs: { train: split.train }
    run: python train.py --epochs \${{ params.epochs }}
    env: { TOKEN: '\${{ secrets.HF_TOKEN }}' }
    timeout: 30m
    outputs: { model: { type: model, path: out/model.bin } }
    metrics: out/metrics.json
`;
  return { file: `.mlpipelines/churn-${number}.yml`, text, trouble: null };
}

type World = { readonly runtime: Runtime; readonly close: () => Promise<void> };

/** A runtime on a store of its own, in memory where there is such a place: what is measured is not the disk. */
async function openWorld(): Promise<World> {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'mlp-bench-'));
  const store = await openStore({ sqliteFile: join(folder, 'state.db') });
  const blobs = await openFolderBlobStore(join(folder, 'objects'));
  const runtime = createRuntime({
    store,
    blobs,
    lost: (digests) => blobs.missing(digests),
    host: new ScriptHost('own'),
    secrets: { read: async () => ({}), whereToPut: '' },
    logs: { append: async () => {} },
    comparer: aComparer(store, blobs),
    repository: { baseCommits: async () => [] },
    clock: realClock,
    chance: () => 0.5,
    ids: { run: () => anId() },
    owner: { id: anId(), isKnownDead: () => false },
    warn: (message) => console.error(message),
    scope: 'all',
  });
  const close = async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { runtime, close };
}
