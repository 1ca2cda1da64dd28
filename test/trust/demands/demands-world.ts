import { ratesInRun } from '../../../app/compute/wish/rate-of.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeManifest, manifestDigest } from '../../../content/manifest/manifest.ts';
import type { Ingress } from '../../../app/github/open-ingress.ts';
import type { Permission } from '../../../app/github/reads/api-port.ts';
import type { Runtime } from '../../../app/runtime/runtime.ts';
import type { Store } from '../../../app/runtime/ports/store.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { PlayedHost } from './played-host.ts';
import type { Product } from './product.ts';
import { SmallChecks } from './small-checks.ts';
import { SmallGitHub } from './small-github.ts';
import { openDrawing } from '../../../app/drawing/open-drawing.ts';
import { aComparer } from '../../support/a-comparer.ts';

/** The App on a small GitHub, with every repository that was opened in it. Nothing happens unless it is settled. */
export type DemandsWorld = {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly host: PlayedHost;
  readonly checks: SmallChecks;
  /** What went wrong outside, where nothing should. */
  readonly troubles: string[];
  readonly repository: (roles: Readonly<Record<string, Permission>>) => SmallGitHub;
  /** Delivers a webhook. */
  readonly deliver: (event: string, payload: object) => Promise<void>;
  /** Lets the App do all that there is to do, and show what came of it. */
  readonly settle: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const OWNER = { id: 'replica', isKnownDead: () => false };

/** Puts the App together as the service does, but for GitHub, the jobs and time. */
export async function openDemandsWorld(product: Product): Promise<DemandsWorld> {
  const place = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const folder = await mkdtemp(join(place, 'mlp-demands-'));
  const clock = new ManualClock(Date.parse('2026-05-01T12:00:00Z'));
  const store = await product.openStore({ sqliteFile: join(folder, 'state.db') });
  const blobs = await product.openFolderBlobStore(join(folder, 'objects'));
  const empty = { format: 1, single: false, entries: [] } as const;
  await blobs.putBytes(encodeManifest(empty));
  const host = new PlayedHost(manifestDigest(empty));
  const checks = new SmallChecks();
  const repositories = new Map<number, SmallGitHub>();
  const compiler = product.openCompiler();
  // Every repository is an installation of its own.
  const api = (installation: number) => {
    const found = repositories.get(installation);
    if (found === undefined) throw new Error(`there is no repository ${installation}`);
    return found.api(product, compiler);
  };
  const troubles: string[] = [];
  const warn = (message: string) => void troubles.push(message);
  let runs = 0;
  const comparer = aComparer(store, blobs);
  const runtime = product.createRuntime({
    store,
    blobs,
    lost: (digests) => blobs.missing(digests),
    host,
    secrets: product.secretNames,
    logs: store.logTails,
    comparer,
    repository: product.createHostedRepository({ api }),
    clock,
    chance: () => 0.5,
    ids: { run: () => `${(runs += 1)}`.padStart(26, '0') },
    owner: OWNER,
    warn,
    scope: 'all',
  });
  host.report = (of, report) => runtime.report(of, report);
  const clients = checks.clients();
  const deps = { store, clock, clients, warn, owner: OWNER, pageOf: () => null };
  const ingress = product.openIngress({
    ...deps,
    runtime,
    api,
    host: { heard: async () => {} },
    pageOfAudit: () => null,
    hold: null,
    self: 'mlpipelines[bot]',
    serves: () => true,
  });
  const drawing = openDrawing();
  const publisher = product.openPublisher({
    ...deps,
    comparer,
    blobs,
    drawing,
    pageOfCommit: () => null,
    ratesOf: ratesInRun,
    commitsBefore: async () => [],
    filesOf: async () => null,
    sourceUrl: () => null,
    environmentUrl: () => null,
    filesSince: async () => null,
    changedFiles: { between: async () => null },
  });
  const receive = receiverOf(ingress);
  let delivered = 0;
  const parts = { runtime, store, host, clock, ingress, publisher };
  return {
    store,
    runtime,
    host,
    checks,
    troubles,
    repository: (roles) => {
      const made = new SmallGitHub(900 + repositories.size * 2, roles);
      repositories.set(made.id, made);
      return made;
    },
    deliver: (name, payload) => {
      const id = `d${(delivered += 1)}`;
      return receive({ id, name, payload });
    },
    settle: () => settle(parts),
    close: async () => {
      await compiler.close();
      await drawing.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

type Received = { readonly id: string; readonly name: string; readonly payload: object };

/** What Probot would call: the App as far as it listens. */
function receiverOf(ingress: Ingress): (event: Received) => Promise<void> {
  let heard: (event: Received) => Promise<void> = async () => {};
  const probot: unknown = { onAny: (listener: typeof heard) => void (heard = listener) };
  void ingress.app(probot as Parameters<Ingress['app']>[0], {} as Parameters<Ingress['app']>[1]);
  return (event) => heard(event);
}

type Parts = Pick<DemandsWorld, 'runtime' | 'store' | 'host'> & {
  readonly clock: ManualClock;
  readonly ingress: Ingress;
  readonly publisher: ReturnType<Product['openPublisher']>;
};

const MOST_ROUNDS = 200;
/** Longer than what is shown waits for its turn. */
const PACE_MS = 15_000;
/** What is due later than this waits for people, or for ever. */
const SOON_MS = 900_000;

async function settle(parts: Parts): Promise<void> {
  const { clock, publisher } = parts;
  for (let quiet = 0, round = 0; quiet < 2; round += 1) {
    if (round > MOST_ROUNDS) throw new Error('the App does not settle');
    await move(parts);
    const isBusy = (await publisher.turn()) <= clock.now();
    quiet = isBusy ? 0 : quiet + 1;
    if (!isBusy) clock.advance(PACE_MS);
  }
}

/** Until nothing is left to be done now or soon. */
async function move(parts: Parts): Promise<void> {
  const { store, host, clock, ingress } = parts;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const worked = (await ingress.workOnce()) > 0;
    await workAWhile(parts);
    const isBusy = await host.idle();
    const due = await store.outbox.nextDueAt({ runs: null, kinds: [] });
    if (worked || isBusy || (due !== null && due <= clock.now())) continue;
    const timer = Math.min(due ?? Infinity, (await store.timers.nextDueAt(null)) ?? Infinity);
    if (timer - clock.now() > SOON_MS) return;
    clock.advance(Math.max(1, timer - clock.now()));
  }
  throw new Error('a run does not come to rest');
}

/** Effects and what follows from them, as long as one change comes soon after the other. */
async function workAWhile({ runtime, host }: Parts): Promise<void> {
  const stop = new AbortController();
  let quiet = 0;
  const unwatch = runtime.onChange(() => (quiet = 0));
  const working = runtime.work(stop.signal);
  for (; quiet < QUIET_TURNS; quiet += 1) {
    await host.idle();
    await new Promise((resolve) => setImmediate(resolve));
  }
  unwatch();
  stop.abort();
  await working;
}

const QUIET_TURNS = 6;
