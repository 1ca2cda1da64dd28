import { createProcessOwner } from '../../../app/local/process-owner.ts';
import { createRuntime } from '../../../app/runtime/create-runtime.ts';
import { openFolderBlobStore } from '../../../app/artifacts/folder/folder-blob-store.ts';
import { openStore, type StoreLocation } from '../../../app/store/open-store.ts';
import { aPlan, aRequest, aStep } from '../../support/build-plan.ts';
import { realClock } from '../../support/real-clock.ts';
import { anId } from '../../support/rows.ts';
import { ScriptHost, stays } from '../../support/script-host.ts';
import { aComparer } from '../../support/a-comparer.ts';

/**
 * One process of several on a store: `drive.ts '{"location":…,"objects":…,"runs":2,"stays":false}'` starts runs of
 * a chain, drives them to their end and prints what it did as JSON lines.
 */
const order: {
  location: StoreLocation;
  objects: string;
  runs: number;
  /** The second step does not end by itself. */
  stays: boolean;
  /** Goes on with this run instead of starting any. */
  resume?: string;
} = JSON.parse(process.argv[2] ?? '');

const say = (said: unknown) => process.stdout.write(`${JSON.stringify(said)}\n`);
const store = await openStore(order.location);
const host = new ScriptHost();
if (order.stays) host.acts.set('train', stays);
host.onStart = ({ run, key, attempt }) => say({ started: key, run, attempt });
const blobs = await openFolderBlobStore(order.objects);
const runtime = createRuntime({
  store,
  host,
  blobs,
  lost: blobs.missingOrDamaged,
  secrets: { read: async () => ({}), whereToPut: '' },
  logs: { append: async () => {} },
  comparer: aComparer(store, blobs),
  repository: { baseCommits: async () => [] },
  clock: realClock,
  chance: () => 0.5,
  ids: { run: anId },
  owner: createProcessOwner(),
  warn: (message) => say({ warn: message }),
  scope: 'driven',
});
host.report = (of, report) => runtime.report(of, report);

const plan = aPlan(
  ['data', 'train', 'evaluate'].map((id, index, ids) =>
    aStep(id, { needs: index === 0 ? [] : [ids[index - 1] ?? ''] }),
  ),
);
const runs = new Set<string>();
if (order.resume === undefined) {
  for (let n = 0; n < order.runs; n += 1) {
    runs.add((await runtime.start(plan, aRequest(await runtime.allot()))).id);
  }
} else {
  say({ resumed: await runtime.resume(order.resume) });
  runs.add(order.resume);
}
const done = new AbortController();
const look = async () => {
  for (const run of runs) {
    const header = await store.runs.header(run);
    if (header === null || header.endedAt === null) continue;
    if (runs.delete(run)) say({ over: run, status: header.status });
  }
  if (runs.size === 0) done.abort();
};
runtime.onChange((change) => {
  if (change.type === 'run') void look();
});
const working = runtime.work(done.signal);
await look();
await working;
say({ cancelled: host.cancelled.map(({ key }) => key) });
await store.close();
