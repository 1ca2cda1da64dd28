import { getCompileCacheDir } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeTree } from '../../../action/executor/workspace/remove-tree.ts';
import { monotonicFactory } from 'ulid';
import type { BlobRecheck, BlobStore } from '../../../content/blob-store.ts';
import { openFolderBlobStore } from '../../artifacts/folder/folder-blob-store.ts';
import { openComparing, type Comparing } from '../../comparing/open-comparing.ts';
import { createLocalHost, type LocalHost } from '../../local/host/local-host.ts';
import { createLocalLogs } from '../../local/local-logs.ts';
import { createLocalPython } from '../../local/local-python.ts';
import { createLocalRepository } from '../../local/local-repository.ts';
import { createLocalSecrets } from '../../local/local-secrets.ts';
import { createProcessOwner } from '../../local/process-owner.ts';
import { Comparer } from '../../runtime/comparing/comparer.ts';
import { createRuntime } from '../../runtime/create-runtime.ts';
import type { BlobSweep } from '../../runtime/ports/garbage.ts';
import { isStoreLost } from '../../runtime/ports/store.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { findRoot } from '../../local/find-root.ts';
import type { ExitCode, Shell } from '../command.ts';
import { isDriven } from './is-driven.ts';
import { localClock } from '../../local/local-clock.ts';
import { withWorkspace, type Workspace } from './open-workspace.ts';
import { printText } from '../terminal/print.ts';

/** The runtime on one machine, with its parts. */
export type Driver = Workspace & {
  readonly runtime: Runtime;
  readonly host: LocalHost;
  readonly blobs: BlobStore & BlobRecheck & BlobSweep;
  readonly comparing: Pick<Comparing, 'close'>;
  /** Whether a living process looks after a run. */
  readonly isDriven: (run: string) => Promise<boolean>;
  /** Rejects once a report cannot be kept any more, whoever asks the store next. */
  readonly lost: Promise<never>;
};

/** Opens the workspace around `root`, or around the folder that one stands in, with a runtime, for as long as `work` takes. */
export function withDriver(
  shell: Pick<Shell, 'cwd' | 'env' | 'stderr' | 'ports'>,
  work: (driver: Driver) => Promise<ExitCode>,
  root: string = findRoot(shell.cwd),
): Promise<ExitCode> {
  return withWorkspace(root, async (workspace) => {
    const driver = await openDriver(workspace, shell);
    try {
      return await work(driver);
    } finally {
      await Promise.all([driver.host.close(), driver.comparing.close()]);
    }
  });
}

/** Puts the runtime together for this machine: processes, files, git. Drives only the runs that it is asked to. */
async function openDriver(
  workspace: Workspace,
  { env, stderr, ports }: Pick<Shell, 'env' | 'stderr' | 'ports'>,
): Promise<Driver> {
  const complain = (message: string) => printText(stderr, message);
  const { state, store } = workspace;
  const blobs = await openFolderBlobStore(state.objects);
  const host = openHost(state, env, complain);
  const comparing = openComparing(blobs, state.comparing);
  const nextUlid = monotonicFactory();
  const deps = ports({
    store,
    blobs,
    lost: blobs.missingOrDamaged,
    host,
    secrets: createLocalSecrets(state.root, env),
    logs: createLocalLogs(state.logs),
    comparer: new Comparer({ store, compare: comparing.compare, clock: localClock }),
    repository: createLocalRepository(state.root),
    python: createLocalPython(env),
    clock: localClock,
    chance: Math.random,
    ids: { run: (at) => nextUlid(at).toLowerCase() },
    owner: createProcessOwner(),
    warn: (message) => complain(message),
    scope: 'driven',
  });
  const runtime = createRuntime(deps);
  const lost = passReports(host, runtime);
  const lives = (run: string) => isDriven(store, deps.owner, run);
  return { ...workspace, runtime, host, blobs, comparing, isDriven: lives, lost };
}

function openHost(
  { root, work }: Workspace['state'],
  env: Shell['env'],
  complain: (message: string) => void,
): LocalHost {
  return createLocalHost({
    supervisorOf: (run) => ({
      file: process.execPath,
      args: [SUPERVISOR, root, run],
      env: { ...env, ...environmentOfSupervisor(run) },
    }),
    complain,
    // What cannot be removed is gc's to try again.
    clear: (run) => removeTree(join(work, run)).catch(() => undefined),
    now: Date.now,
  });
}

/** Passes what the host reports on to the runtime; gives what rejects once a report is lost with the store. */
function passReports(host: LocalHost, runtime: Runtime): Promise<never> {
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => undefined);
  host.connect((of, report) =>
    runtime.report(of, report).catch((error: unknown) => {
      if (isStoreLost(error)) lost.reject(error);
      throw error;
    }),
  );
  return lost.promise;
}

const SUPERVISOR = fileURLToPath(new URL('../process/supervisor.ts', import.meta.url));

// The run's id: so that the supervisor itself is found among the run's processes when it has to be killed.
// The cache of compiled code halves its start and keeps the type stripper out of its memory.
function environmentOfSupervisor(run: string): Record<string, string> {
  const cache = getCompileCacheDir();
  return {
    MLPIPELINES_RUN_ID: run,
    ...(cache === undefined ? {} : { NODE_COMPILE_CACHE: cache }),
  };
}
