import { ratesInRun } from '../../app/compute/wish/rate-of.ts';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openFolderBlobStore } from '../../app/artifacts/folder/folder-blob-store.ts';
import { secretNames } from '../../app/api/secret-names.ts';
import type { BlobStore } from '../../content/blob-store.ts';
import type { Plan } from '../../app/domain/plan.ts';
import type { HostedRun } from '../../app/domain/hosted.ts';
import type { RunHeader, RunRequest } from '../../app/domain/run/run.ts';
import { openActionsHost, type ActionsHost } from '../../app/github/dispatch/actions-host.ts';
import type { PublishDeps } from '../../app/github/publish/publish-deps.ts';
import { openPublisher } from '../../app/github/publish/publisher.ts';
import { WORKFLOW_PATH, workflowFile } from '../../app/github/workflow/workflow-file.ts';
import { createRuntime } from '../../app/runtime/create-runtime.ts';
import type { Runtime } from '../../app/runtime/runtime.ts';
import type { Store } from '../../app/runtime/ports/store.ts';
import { openStore } from '../../app/store/open-store.ts';
import type { GitHubOptions } from '../doubles/github/open-github.ts';
import { aRequest } from '../support/build-plan.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { freshFolder } from '../support/fresh-folder.ts';
import { anId } from '../support/rows.ts';
import { waitUntil } from '../support/wait-until.ts';
import { TestActions } from './test-actions.ts';
import { openWorld, type World } from './open-world.ts';
import { aDrawing } from '../support/a-drawing.ts';
import { aComparer } from '../support/a-comparer.ts';

export type Hosted = {
  readonly world: World;
  readonly actions: TestActions;
  readonly runtime: Runtime;
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly host: ActionsHost;
  readonly time: ManualClock;
  readonly troubles: string[];
  readonly start: (plan: Plan, given?: Partial<RunRequest>) => Promise<RunHeader>;
  /** Waits until something holds, while the runtime works; time stands still. */
  readonly until: (holds: () => boolean | Promise<boolean>) => Promise<void>;
  /** Time passes; then the host looks at everything once. */
  readonly later: (ms: number) => Promise<void>;
  /** Time passes; then the publisher looks once, with a new process's memory. */
  readonly publish: (ms?: number) => Promise<void>;
};

const KEY = Buffer.alloc(32, 7);
export const WRITTEN = { actionRef: 'a/b@v1', app: 'https://mlp.example' };

/** A runtime on SQLite whose steps are jobs of a GitHub on loopback; what jobs do is the test's. */
export async function openHosted(
  options: GitHubOptions & { readonly workflow?: string } = {},
): Promise<Hosted> {
  const actions = new TestActions();
  const world = await openWorld({ backend: actions, ...options });
  const text = options.workflow ?? workflowFile({ secrets: ['TOKEN'], ...WRITTEN });
  await world.repository.commit({ files: { [WORKFLOW_PATH]: text } });
  const time = new ManualClock(world.clock.now());
  // One time for all: the stand-in and the clients see what the test lets pass.
  const pass = (ms: number) => {
    time.advance(ms);
    world.clock.pass(ms);
  };
  const folder = freshFolder();
  const store = await openStore({ sqliteFile: join(folder, 'state.db') });
  const troubles: string[] = [];
  const warn = (message: string) => void troubles.push(message);
  const host = openActionsHost({
    store,
    clients: world.clients,
    clock: time,
    key: KEY,
    self: 'mlpipelines[bot]',
    pageOf: (run) => `https://mlp.example/runs/${run}`,
    warn,
    wishOf: null,
    wakeMachines: () => {},
    report: (of, report) => runtime.report(of, report),
    tell: (run, event) => runtime.handle(run, event),
  });
  const blobs = await openFolderBlobStore(join(folder, 'objects'));
  const comparer = aComparer(store, blobs);
  const drawing = aDrawing();
  const runtime: Runtime = createRuntime({
    store,
    blobs,
    lost: (digests) => blobs.missing(digests),
    host,
    secrets: secretNames,
    logs: { append: async () => {} },
    comparer,
    repository: { baseCommits: async () => [] },
    clock: time,
    chance: () => 0.5,
    ids: { run: () => anId() },
    owner: { id: anId(), isKnownDead: () => false },
    warn,
    scope: 'all',
  });
  const stop = new AbortController();
  const working = runtime.work(stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await working;
    await store.close();
  });
  const hosted = hostedAt(world);
  return {
    world,
    actions,
    runtime,
    store,
    blobs,
    host,
    time,
    troubles,
    start: async (plan, given) => {
      const allotted = await runtime.allot(hosted.repository.id);
      const sha = await world.repository.sha();
      return runtime.start(plan, aRequest({ ...allotted, sha, hosted, ...given }));
    },
    until: async (holds) => {
      await waitUntil(holds, 3);
    },
    later: async (ms) => {
      pass(ms);
      await host.turn();
    },
    publish: async (ms = 0) => {
      pass(ms);
      const { clients } = world;
      const pageOf = (run: string) => `https://mlp.example/runs/${run}`;
      const owner = { id: anId() };
      const pageOfCommit = (_: unknown, sha: string) => `https://mlp.example/commits/${sha}`;
      const commitsBefore = async () => [];
      const filesOf = async () => new Map([['src/train.py', '100644 blob a']]);
      const sourceUrl: PublishDeps['sourceUrl'] = (_, sha, { path, line }) =>
        `https://github.example/acme/churn/blob/${sha}/${path}#L${line}`;
      const deps = {
        store,
        clients,
        clock: time,
        owner,
        pageOf,
        pageOfCommit,
        ratesOf: ratesInRun,
        commitsBefore,
        filesOf,
        sourceUrl,
        environmentUrl: () => null,
        comparer,
        blobs,
        drawing,
        filesSince: async () => null,
        changedFiles: { between: async () => null },
        warn,
      };
      await openPublisher(deps).turn();
    },
  };
}

export function hostedAt({ repository, installation }: World): HostedRun {
  const { id, name, owner, defaultBranch } = repository.record;
  return {
    repository: { id, installation, owner: owner.login, name, defaultBranch },
    trust: 'writer',
    pull: null,
  };
}
