import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IngressDeps } from '../../../app/github/ingress-deps.ts';
import { openCompiler } from '../../../app/triggers/compiling/compiler.ts';
import { compilingFor } from '../../../app/triggers/compiling/compiling.ts';
import { aComparer } from '../../support/a-comparer.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { begun, ScriptHost, succeeded } from '../../support/script-host.ts';
import { anId } from '../../support/rows.ts';
import type { ApprovalProduct } from './approval-product.ts';
import type { SmallPull } from './small-pull.ts';

export type ApprovalWorld = Awaited<ReturnType<typeof openApprovalWorld>>;

/** The App as far as approvals go through it, on small pull requests; nothing happens unless a trial says so. */
export async function openApprovalWorld(product: ApprovalProduct) {
  const place = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const folder = await mkdtemp(join(place, 'mlp-approvals-'));
  const clock = new ManualClock(Date.parse('2026-05-01T12:00:00Z'));
  const store = await product.openStore({ sqliteFile: join(folder, 'state.db') });
  const blobs = await product.openFolderBlobStore(join(folder, 'objects'));
  const compiler = openCompiler();
  const compiling = compilingFor(compiler, 'acme/churn');
  const pulls = new Map<number, SmallPull>();
  const api = (installation: number) => {
    const pull = pulls.get(installation);
    if (pull === undefined) throw new Error(`there is no repository ${installation}`);
    return pull.api(compiling);
  };
  const host = new ScriptHost();
  host.acts.set('probe', () => [begun()]);
  const troubles: string[] = [];
  const runtime = product.createRuntime({
    store,
    blobs,
    lost: (digests) => blobs.missing(digests),
    host,
    secrets: { read: async () => ({}), whereToPut: 'nowhere' },
    logs: { append: async () => {} },
    comparer: aComparer(store, blobs),
    repository: { baseCommits: async () => [] },
    approvals: product.openApprovals({ store, clock, api }),
    clock,
    chance: () => 0.5,
    ids: { run: () => anId() },
    owner: { id: anId(), isKnownDead: () => false },
    warn: (message) => void troubles.push(message),
    scope: 'all',
  });
  host.report = (of, report) => runtime.report(of, report);
  const deps: IngressDeps = {
    runtime,
    store,
    clock,
    clients: {} as IngressDeps['clients'],
    api,
    host: { heard: async () => {} },
    hold: null,
    pageOf: () => null,
    pageOfAudit: () => null,
    self: 'mlpipelines[bot]',
  };
  const handlers = product.createHandlers(deps);
  let delivered = 0;
  return {
    product,
    store,
    blobs,
    runtime,
    host,
    clock,
    compiling,
    pulls,
    deps,
    troubles,
    deliver: async (event: string, installation: number, payload: object) => {
      const id = `d${(delivered += 1)}`;
      const about = { id, installation, event, tries: 1, at: clock.now() };
      const json = JSON.parse(JSON.stringify(payload));
      await store.commit((await handlers[event]?.({ ...about, payload: json })) ?? []);
    },
    /** Does what there is to do now. */
    work: async () => {
      const stop = new AbortController();
      let quiet = 0;
      const unwatch = runtime.onChange(() => (quiet = 0));
      const working = runtime.work(stop.signal);
      for (; quiet < QUIET_TURNS; quiet += 1) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      unwatch();
      stop.abort();
      await working;
    },
    /** The step of a run that runs beside the one that waits is over. */
    endOther: async (run: string, metrics: Readonly<Record<string, number>>) => {
      await host.report({ run, key: 'probe', attempt: 1 }, succeeded({ metrics }));
    },
    close: async () => {
      await compiler.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const QUIET_TURNS = 12;
