import { join } from 'node:path';
import type { BlobStore } from '../../content/blob-store.ts';
import { openFolderBlobStore } from '../../app/artifacts/folder/folder-blob-store.ts';
import type { Plan } from '../../app/domain/plan.ts';
import type { RunHeader, RunRequest } from '../../app/domain/run/run.ts';
import { createRuntime } from '../../app/runtime/create-runtime.ts';
import type { Clock } from '../../app/runtime/ports/clock.ts';
import type { BlobSweep } from '../../app/runtime/ports/garbage.ts';
import type { Logs } from '../../app/runtime/ports/logs.ts';
import type { Runtime, RuntimeDeps } from '../../app/runtime/runtime.ts';
import type { Store } from '../../app/runtime/ports/store.ts';
import { openStore, type StoreLocation } from '../../app/store/open-store.ts';
import { aRequest } from './build-plan.ts';
import { freshFolder } from './fresh-folder.ts';
import { realClock } from './real-clock.ts';
import { anId } from './rows.ts';
import { ScriptHost } from './script-host.ts';
import { aComparer } from './a-comparer.ts';

export type TestRuntime = {
  readonly runtime: Runtime;
  readonly folder: string;
  readonly store: Store;
  readonly host: ScriptHost;
  readonly blobs: BlobStore & BlobSweep;
  readonly clock: Clock;
  /** What went wrong outside. */
  readonly troubles: string[];
  readonly logged: Parameters<Logs['append']>[1][number][];
  /** A run of this plan, started by this process. */
  readonly start: (plan: Plan, given?: Partial<RunRequest>) => Promise<RunHeader>;
  /** Works until the run is over, or something else holds. */
  readonly until: (run: string, holds?: Holds) => Promise<RunHeader>;
  /** Works until `stop` is called. */
  readonly work: () => { readonly stop: () => Promise<void> };
};

type Holds = (header: RunHeader) => boolean | Promise<boolean>;

/** A runtime on a real store and a real blob store; hosts and clocks are the test's. */
export async function openRuntime(
  given: Partial<RuntimeDeps> & {
    readonly folder?: string;
    readonly location?: StoreLocation;
  } = {},
): Promise<TestRuntime & { readonly host: ScriptHost }> {
  const folder = given.folder ?? freshFolder();
  const location = given.location ?? { sqliteFile: join(folder, 'state.db') };
  const store = given.store ?? (await openStore(location));
  const blobs = await openFolderBlobStore(join(folder, 'objects'));
  const host = given.host instanceof ScriptHost ? given.host : new ScriptHost();
  const troubles: string[] = [];
  const logged: TestRuntime['logged'] = [];
  const clock = given.clock ?? realClock;
  const runtime = createRuntime({
    secrets: { read: async () => ({}), whereToPut: 'put it in .mlpipelines/.env' },
    logs: { append: async (_of, lines) => void logged.push(...lines) },
    comparer: aComparer(store, blobs),
    repository: { baseCommits: async () => [] },
    chance: () => 0.5,
    ids: { run: () => anId() },
    owner: { id: anId(), isKnownDead: () => false },
    warn: (message) => void troubles.push(message),
    scope: 'driven',
    lost: blobs.missingOrDamaged,
    ...given,
    store,
    blobs,
    host,
    clock,
  });
  host.report = (of, report) => runtime.report(of, report);
  const work = () => {
    const done = new AbortController();
    const working = runtime.work(done.signal);
    return {
      stop: async () => {
        done.abort();
        await working;
      },
    };
  };
  return {
    runtime,
    folder,
    store,
    host,
    blobs,
    clock,
    troubles,
    logged,
    work,
    start: async (plan, request) => {
      const allotted = await runtime.allot();
      return runtime.start(plan, aRequest({ ...allotted, ...request }));
    },
    until: (run, holds = ({ endedAt }) => endedAt !== null) =>
      whileWorking(work, () => reached({ runtime, store }, run, holds)),
  };
}

async function whileWorking<T>(work: TestRuntime['work'], act: () => Promise<T>): Promise<T> {
  const { stop } = work();
  try {
    return await act();
  } finally {
    await stop();
  }
}

/** The run once something holds of it; asks after each change that the runtime tells of. */
function reached(
  { runtime, store }: Pick<TestRuntime, 'runtime' | 'store'>,
  run: string,
  holds: Holds,
): Promise<RunHeader> {
  return new Promise((resolve, reject) => {
    const look = async () => {
      const header = await store.runs.header(run);
      if (header === null || !(await holds(header))) return;
      stop();
      resolve(header);
    };
    const stop = runtime.onChange(() => void look().catch(reject));
    look().catch(reject);
  });
}
