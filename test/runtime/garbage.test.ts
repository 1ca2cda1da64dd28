import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { saveTree } from '../../content/save-tree.ts';
import type { Digest } from '../../app/domain/digest.ts';
import { aPlan, aStep } from '../support/build-plan.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { freshFolder } from '../support/fresh-folder.ts';
import { openRuntime, type TestRuntime } from '../support/open-runtime.ts';
import { begun, succeeded } from '../support/script-host.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const OUTPUTS = { data: { type: 'dataset', path: 'data', optional: false } } as const;

/** A run of a step that makes a folder with these texts; gives the digest of its artifact. */
async function produce(test: TestRuntime, texts: readonly string[]): Promise<Digest> {
  const folder = freshFolder();
  mkdirSync(join(folder, 'data'));
  texts.forEach((text, index) => writeFileSync(join(folder, 'data', `${index}`), text));
  const { digest, size, files } = await saveTree(test.blobs, join(folder, 'data'));
  const data = { digest, type: 'dataset', path: 'data', size, files } as const;
  test.host.acts.set('make', () => [begun(), succeeded({ artifacts: { data } })]);
  const run = await test.start(aPlan([aStep('make', { outputs: OUTPUTS })]));
  await test.until(run.id);
  return digest;
}

async function stored(test: TestRuntime): Promise<number> {
  let count = 0;
  for await (const blob of test.blobs.list()) count += blob.size > 0 ? 1 : 0;
  return count;
}

const collect = (test: TestRuntime) =>
  test.runtime.collectGarbage({
    sweep: test.blobs,
    keepRunsMs: 30 * DAY_MS,
    keepBytesMs: DAY_MS,
  });

/** A world whose clock starts now, because files are touched by the machine's clock. */
async function openWorld() {
  const clock = new ManualClock(Date.now() + 1000);
  return { clock, test: await openRuntime({ clock }) };
}

describe('garbage collection', () => {
  it('forgets the rows of old runs first, and removes their bytes a day later', async () => {
    const { clock, test } = await openWorld();
    const old = await produce(test, ['only the old one', 'both']);
    clock.advance(20 * DAY_MS);
    const young = await produce(test, ['both', 'only the young one']);
    expect(await stored(test)).toBe(5);
    expect(await collect(test)).toMatchObject({ runs: 0, blobs: 0, waiting: [] });
    clock.advance(20 * DAY_MS);
    const first = await collect(test);
    expect(first).toMatchObject({ runs: 1, blobs: 0 });
    expect(first.waiting).toHaveLength(2);
    expect(first.waiting).toContain(old);
    clock.advance(DAY_MS - 1);
    expect(await collect(test)).toMatchObject({ blobs: 0 });
    clock.advance(1);
    const second = await collect(test);
    expect(second).toMatchObject({ runs: 0, blobs: 2, waiting: [] });
    expect(second.bytes).toBeGreaterThan('only the old one'.length);
    expect(await test.blobs.missing([young])).toEqual(new Set());
  });

  it('keeps what is pinned until its pin runs out', async () => {
    const { clock, test } = await openWorld();
    const old = await produce(test, ['precious']);
    await produce(test, ['newest']);
    await test.store.garbage.pin([old], clock.now() + 60 * DAY_MS);
    clock.advance(50 * DAY_MS);
    await collect(test);
    clock.advance(2 * DAY_MS);
    expect(await collect(test)).toMatchObject({ blobs: 0, waiting: [] });
    clock.advance(10 * DAY_MS);
    await collect(test);
    clock.advance(DAY_MS);
    expect(await collect(test)).toMatchObject({ blobs: 2 });
  });

  it('leaves bytes alone that somebody found present, and so did not send again', async () => {
    const { clock, test } = await openWorld();
    await produce(test, ['newest']);
    const folder = freshFolder();
    writeFileSync(join(folder, 'a'), 'nobody refers to this yet');
    const { digest } = await saveTree(test.blobs, folder);
    clock.advance(2 * DAY_MS);
    await collect(test);
    clock.advance(2 * DAY_MS);
    // As `missing` does when somebody asks for it now, on the machine's clock.
    const now = clock.now() / 1000;
    const object = join(test.folder, 'objects', 'objects', digest.slice(7, 9), digest.slice(9));
    utimesSync(object, now, now);
    await collect(test);
    expect(await test.blobs.missing([digest])).toEqual(new Set());
  });

  it('leaves all bytes alone while the store knows no run: another one wants them', async () => {
    const { clock, test } = await openWorld();
    const folder = freshFolder();
    writeFileSync(join(folder, 'a'), 'of a run in a store that was moved aside');
    const { digest } = await saveTree(test.blobs, folder);
    for (let day = 0; day < 3; day += 1) {
      expect(await collect(test)).toMatchObject({ blobs: 0 });
      clock.advance(2 * DAY_MS);
    }
    expect(await test.blobs.missing([digest])).toEqual(new Set());
    await produce(test, ['newest']);
    await collect(test);
    clock.advance(DAY_MS);
    expect(await collect(test)).toMatchObject({ blobs: 2 });
  });

  it('forgets deliveries once GitHub sends them no more, and none that wait', async () => {
    const { clock, test } = await openWorld();
    const { queues } = test.store;
    const at = clock.now();
    const item = (id: string) => ({ id, installation: 1, at, body: {} });
    const add = (id: string) => ({ type: 'queue.add', topic: 'delivery', item: item(id) }) as const;
    await test.store.commit([add('done'), add('waits')]);
    const lease = { owner: 'me', now: at, until: at + 1 };
    for (const { id } of await queues.lease('delivery', lease, 10)) {
      const finish = {
        type: 'queue.finish',
        item: { topic: 'delivery', id },
        owner: 'me',
      } as const;
      if (id === 'done') await test.store.commit([finish]);
    }
    const isForgotten = async (id: string) => !(await queues.known('delivery', [id])).has(id);
    clock.advance(6 * DAY_MS);
    await collect(test);
    expect(await isForgotten('done')).toBe(false);
    clock.advance(2 * DAY_MS);
    await collect(test);
    expect([await isForgotten('done'), await isForgotten('waits')]).toEqual([true, false]);
  });
});
