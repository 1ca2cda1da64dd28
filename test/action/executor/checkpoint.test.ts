import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { restlessness } from '../../../action/executor/checkpoint/restlessness.ts';
import { saveCheckpoint } from '../../../action/executor/checkpoint/save-checkpoint.ts';
import { watchCheckpoints } from '../../../action/executor/checkpoint/watch-checkpoints.ts';
import { createActivity } from '../../../action/executor/process/clocks.ts';
import { openAttempt } from '../../../action/executor/attempt.ts';
import type { BlobStore } from '../../../content/blob-store.ts';
import { createHashMemo } from '../../../content/hash-memo.ts';
import { readManifest } from '../../../content/manifest/read-manifest.ts';
import type { AttemptReport } from '../../../schemas/attempt-report.generated.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { aTicket, copyOf, openMachine, plant } from './begin-attempt.ts';
import type { BegunAttempt } from './begin-attempt.ts';

const ON_SIGNAL: NonNullable<Ticket['checkpoint']> = {
  path: 'ckpt',
  save: 'on-signal',
  everyMs: 600_000,
  keep: 3,
  restore: null,
  required: false,
};
const ON_QUIET = { ...ON_SIGNAL, save: 'on-quiet' as const };

// Writes generations of three files, never two at once whole, and says after each that it is complete. It counts on
// from the checkpoint that it finds.
const WRITER = `
import os, sys, time
folder, ready = os.environ["MLPIPELINES_CHECKPOINT_DIR"], os.environ["MLPIPELINES_CHECKPOINT_READY"]
try: generation = int(open(folder + "/a").read(9))
except FileNotFoundError: generation = 0
print("from", generation, flush=True)
while True:
    generation += 1
    for name in "abc":
        with open(f"{folder}/{name}", "w") as file:
            for _ in range(20):
                file.write("%09d" % generation * 1000)
                file.flush()
                time.sleep(0.001)
    with open(ready, "a") as file: file.write("generation %d\\n" % generation)
    time.sleep(float(sys.argv[1]))
`;

describe.concurrent('checkpoints', () => {
  test('are saved when the step says so, while it goes on writing, and never half of one', async () => {
    const machine = await openMachine();
    const workspace = await copyOf(machine, { 'write.py': WRITER });
    const first = machine.begin({
      script: 'exec python3 write.py 0.4',
      checkpoint: ON_SIGNAL,
      workspace,
    });
    await waitUntil(() => saved(first).length >= 3);
    first.kill();
    expect(await first.outcome).toMatchObject({ status: 'cancelled' });
    const restless = machine.begin({
      script: 'exec python3 write.py 0',
      checkpoint: ON_SIGNAL,
      workspace,
    });
    await restless.printed('from 0');
    await new Promise((done) => setTimeout(done, 1500));
    restless.kill();
    await restless.outcome;
    const told = restless.reports
      .flatMap((report) => (report.type === 'output' ? report.lines : []))
      .filter(({ text }) => text.startsWith('Checkpoint not saved'));
    expect(told.length).toBeLessThanOrEqual(new Set(told.map(({ text }) => text)).size);

    const found = [...saved(first), ...saved(restless)];
    const generations = await Promise.all(
      found.map(({ digest }) => generationsOf(machine.blobs, digest)),
    );
    expect(generations.map((one) => one.size)).toEqual(generations.map(() => 1));

    const restore = { digest: found[2]!.digest, savedAt: found[2]!.at };
    const second = machine.begin({
      script: 'exec python3 write.py 0.4',
      checkpoint: { ...ON_SIGNAL, restore },
      workspace,
    });
    await second.printed(`from ${Number([...generations[2]!][0])}`);
    second.kill();
    await second.outcome;
    expect(second.reports[0]).toMatchObject({ type: 'started', resumedFrom: restore.digest });
  });

  test('a step that saves on SIGTERM and ends by itself loses nothing', async () => {
    const machine = await openMachine();
    const attempt = machine.begin({
      script: `python3 -c '
import os, signal, sys, time
def save(*_):
    open(os.environ["MLPIPELINES_CHECKPOINT_DIR"] + "/state", "w").write("7")
    sys.exit(0)
signal.signal(signal.SIGTERM, save)
print("up", flush=True)
time.sleep(600)'
echo never`,
      checkpoint: ON_QUIET,
    });
    await attempt.printed('up');
    attempt.stop('interrupt');
    const outcome = await attempt.outcome;
    expect(outcome).toMatchObject({
      status: 'interrupted',
      message: 'The machine was taken back while the step ran.',
    });
    expect(saved(attempt)).toHaveLength(1);
    expect(outcome.workLostMs).toBeLessThan(5000);
    expect(attempt.lines('stdout')).toEqual(['up']);
  });

  test.each([
    [
      'dies of SIGTERM in the middle of a write',
      'exec 3> "$MLPIPELINES_CHECKPOINT_DIR/state"; echo half >&3; echo up; sleep 600; echo never',
    ],
    [
      'is killed in the middle of a write',
      `trap '' TERM; echo half > "$MLPIPELINES_CHECKPOINT_DIR/state"; echo up; while :; do sleep 0.1; done`,
    ],
    [
      'fails in the middle of a write',
      'echo half > "$MLPIPELINES_CHECKPOINT_DIR/state"; echo up; sleep 0.5; exit 1',
    ],
  ])('a step that %s leaves no checkpoint', async (_what, script) => {
    const machine = await openMachine();
    const clocks = { timeoutMs: 60_000, stallTimeoutMs: null, gracePeriodMs: 200 };
    const attempt = machine.begin({ script, checkpoint: ON_QUIET, clocks });
    await attempt.printed('up');
    if (!script.includes('exit 1')) attempt.stop('interrupt');
    const outcome = await attempt.outcome;
    expect(saved(attempt)).toEqual([]);
    expect(outcome.workLostMs).toBeGreaterThan(0);
  });

  test('are restored writable, and a folder is there to write into when there is none', async () => {
    const machine = await openMachine();
    const { digest } = await machine.store({ 'epoch-1/w': 'one' });
    const script =
      'ls -A "$MLPIPELINES_CHECKPOINT_DIR"; echo "from=$MLPIPELINES_RESUMED_FROM"; touch ckpt/epoch-1/w ckpt/new';
    const fresh = machine.begin({
      script: 'ls -A "$MLPIPELINES_CHECKPOINT_DIR"',
      checkpoint: ON_SIGNAL,
    });
    const resumed = machine.begin({
      script,
      checkpoint: { ...ON_SIGNAL, restore: { digest, savedAt: 1 } },
    });
    expect(await fresh.outcome).toMatchObject({ status: 'succeeded' });
    expect(await resumed.outcome).toMatchObject({ status: 'succeeded' });
    expect(fresh.lines('stdout')).toEqual([]);
    expect(resumed.lines('stdout')).toEqual(['epoch-1', `from=${digest}`]);
  });

  test('that are required and missing fail the step before it starts', async () => {
    const machine = await openMachine();
    const attempt = machine.begin({
      script: 'echo up',
      checkpoint: { ...ON_SIGNAL, required: true },
    });
    expect((await attempt.outcome).message).toMatch(
      /^checkpoint: \{ resume: require \}, but there is no complete/,
    );
    expect(attempt.lines('stdout')).toEqual([]);
  });

  test('in place, files of someone else are moved aside, not mixed in', async () => {
    const machine = await openMachine();
    const repository = join(machine.folder, 'repository');
    plant(repository, { 'ckpt/precious': 'three days of training' });
    const workspace = { mode: 'in-place' as const, tree: null, files: null };
    const attempt = machine.begin({ script: 'ls -A ckpt', checkpoint: ON_SIGNAL, workspace });
    expect(await attempt.outcome).toMatchObject({ status: 'succeeded' });
    expect(attempt.lines('stdout')).toEqual([]);
    const aside = readdirSync(repository).find((name) => name.startsWith('ckpt.before-'));
    expect(existsSync(join(repository, aside ?? '', 'precious'))).toBe(true);
  });
});

describe('saving a checkpoint', () => {
  test('on-quiet: when the time has come and nothing has changed for a while', async () => {
    const { folder, reports, watch } = await watchFolder(
      { ...ON_QUIET, everyMs: 300 },
      { quietMs: 400, pollMs: 50 },
    );
    const checkpoints = () => reports.filter((report) => report.type === 'checkpoint');
    let [wroteAt, longestRestMs] = [performance.now(), 0];
    for (let step = 0; step < 15; step += 1) {
      writeFileSync(join(folder, 'state'), String(step));
      longestRestMs = Math.max(longestRestMs, performance.now() - wroteAt);
      wroteAt = performance.now();
      await new Promise((done) => setTimeout(done, 50));
    }
    const whileWriting = checkpoints().length;
    await waitUntil(() => checkpoints().length > 0);
    await new Promise((done) => setTimeout(done, 800));
    const whileResting = checkpoints().length;
    writeFileSync(join(folder, 'state'), 'next');
    await waitUntil(() => checkpoints().length > whileResting);
    await watch?.stop();
    // A machine that was busy elsewhere gave the files a rest.
    if (longestRestMs < 300) expect([whileWriting, whileResting]).toEqual([0, 1]);
    else expect(whileWriting).toBeLessThanOrEqual(whileResting);
  });

  test('on-quiet: files that never rest are warned about once, where there are some', async () => {
    const { folder } = await watchFolder(ON_QUIET, { quietMs: 1, pollMs: 1e6 });
    const said: string[] = [];
    const say = (text: string) => void said.push(text);
    const checkpoint = { path: 'ckpt', everyMs: 0 };
    const warn = restlessness(checkpoint, folder, { quietMs: 0, say });
    const early = restlessness({ ...checkpoint, everyMs: 60_000 }, folder, { quietMs: 0, say });
    await warn();
    expect(said).toEqual([]);
    writeFileSync(join(folder, 'state'), '1');
    for (const ask of [warn, warn, early]) await ask();
    expect(said).toEqual([expect.stringContaining('files in ckpt/ keep changing')]);
    expect(said[0]).toContain('set `save: on-signal`');
  });

  test('gives up, with a reason, on files that never rest', async () => {
    const machine = await openMachine();
    const folder = join(machine.folder, 'ckpt');
    mkdirSync(folder);
    let count = 0;
    const write = () => writeFileSync(join(folder, 'log'), String((count += 1)));
    write();
    const writer = setInterval(write, 2);
    onTestFinished(() => clearInterval(writer));
    const kill = new AbortController().signal;
    const saving = saveCheckpoint({
      blobs: slow(machine.blobs),
      folder,
      memo: createHashMemo(),
      kill,
      announcedNs: null,
    });
    await expect(saving).rejects.toThrow(/changed|changing/);
  });

  test('an empty or missing folder is no checkpoint', async () => {
    const machine = await openMachine();
    const save = {
      blobs: machine.blobs,
      memo: createHashMemo(),
      kill: new AbortController().signal,
      announcedNs: null,
    };
    mkdirSync(join(machine.folder, 'empty'));
    expect(await saveCheckpoint({ ...save, folder: join(machine.folder, 'empty') })).toBe(null);
    expect(await saveCheckpoint({ ...save, folder: join(machine.folder, 'missing') })).toBe(null);
  });
});

function saved(attempt: BegunAttempt) {
  return attempt.reports.filter((report) => report.type === 'checkpoint');
}

async function generationsOf(blobs: BlobStore, digest: string): Promise<Set<string>> {
  const { entries } = await readManifest(blobs, digest);
  const generations = new Set<string>();
  for (const entry of entries) {
    if (entry.type !== 'file') continue;
    const text = Buffer.from(await blobs.getBytes(entry.digest, 1e6)).toString();
    for (const generation of text.match(/.{9}/g) ?? ['torn']) generations.add(generation);
    if (text.length !== 180_000) generations.add('short');
  }
  return generations;
}

async function watchFolder(
  checkpoint: NonNullable<Ticket['checkpoint']>,
  times: { quietMs: number; pollMs: number },
) {
  const machine = await openMachine();
  const reports: AttemptReport[] = [];
  const workspace = join(machine.folder, 'workspace');
  const folders = {
    workspace,
    scratch: join(machine.folder, 'scratch'),
    environments: machine.folder,
  };
  const { signal } = new AbortController();
  const host = {
    blobs: machine.blobs,
    folders,
    variables: {},
    report: (report: AttemptReport) => void reports.push(report),
    stop: signal,
    kill: signal,
  };
  const attempt = openAttempt(aTicket({ checkpoint }), host);
  const folder = join(workspace, 'ckpt');
  mkdirSync(folder, { recursive: true });
  return { folder, reports, watch: watchCheckpoints(attempt, createActivity(), times) };
}

/** A store that takes its time, as one across a network does. */
function slow(blobs: BlobStore): BlobStore {
  return {
    ...blobs,
    putFile: async (path, digest) => {
      await new Promise((done) => setTimeout(done, 30));
      return blobs.putFile(path, digest);
    },
  };
}
