import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openOffload, type Offload, type OffloadOptions } from '../../app/offload/offload.ts';
import { openProcess } from '../../app/offload/process.ts';
import { openThread } from '../../app/offload/thread.ts';
import { freshFolder } from '../support/fresh-folder.ts';
import type { Task } from './echo-worker.ts';

type Question = { readonly task: Task; readonly what: string; readonly beats?: Int32Array };

const KINDS = [
  ['thread', { open: openThread, memoryMb: 32 }],
  ['process', { open: openProcess, memoryMb: 160 }],
] as const;

describe.each(KINDS)('work in a %s', (kind, common) => {
  const open = (given: Partial<OffloadOptions> = {}) => openWith({ ...common, ...given });

  test('is answered, one question after the other', async () => {
    const { ask } = open();
    const echo = (what: string) => ask('a', { task: 'echo', what });
    expect(await Promise.all(['x', 'y', 'z'].map(echo))).toEqual(['x', 'y', 'z']);
  });

  test('fails as it did there, which goes on', async () => {
    const { ask } = open();
    await expect(ask('a', { task: 'throw', what: 'no' })).rejects.toThrow('no');
    expect(await ask('a', { task: 'echo', what: 'x' })).toBe('x');
  });

  test.each([
    ['time', 'hang'],
    ['memory', 'fill'],
    ...(kind === 'process' ? ([['memory', 'fill-beside']] as const) : []),
    ['crash', 'exit'],
  ] as const)(
    'that costs too much (%s) ends its worker, and another takes its place',
    async (reason, task) => {
      const { ask } = open({ limitMs: reason === 'time' ? 2000 : 30_000 });
      const failed = ask('a', { task, what: '' });
      const next = ask('b', { task: 'echo', what: 'x' });
      await expect(failed).rejects.toMatchObject({ name: 'Overtaxed', reason });
      expect(await next).toBe('x');
    },
  );

  test('takes turns: who asks much does not keep others waiting', async () => {
    const { ask } = open();
    const order: string[] = [];
    const echo = async (asker: string, what: string) => {
      order.push(await ask(asker, { task: 'echo', what }));
    };
    await Promise.all([
      ...['a1', 'a2', 'a3', 'a4'].map((what) => echo('a', what)),
      ...['b1', 'b2'].map((what) => echo('b', what)),
    ]);
    expect(order).toEqual(['a1', 'a2', 'b1', 'a3', 'b2', 'a4']);
  });

  test('is refused where too much waits', async () => {
    const { ask } = open({ mostWaiting: 1 });
    const echo = (what: string) => ask('a', { task: 'echo', what });
    const asked = [echo('x'), echo('y')];
    await expect(echo('z')).rejects.toMatchObject({ reason: 'crowd' });
    expect(await Promise.all(asked)).toEqual(['x', 'y']);
  });

  test('who fills what may wait keeps nobody else out', async () => {
    const { ask } = open({ mostWaiting: 2 });
    const echo = (asker: string, what: string) => ask(asker, { task: 'echo', what });
    const many = Promise.allSettled(['a1', 'a2', 'a3'].map((what) => echo('a', what)));
    expect(await echo('b', 'b1')).toBe('b1');
    const refused = { status: 'rejected', reason: { reason: 'crowd' } };
    expect(await many).toMatchObject([{ value: 'a1' }, { value: 'a2' }, refused]);
  });

  test('is answered by a new one after one was ended because nobody asked for long', async () => {
    const { ask } = open({ idleMs: 20 });
    const first = await ask('a', { task: 'name', what: '' });
    await expect
      .poll(() => ask('a', { task: 'name', what: '' }), { interval: 200, timeout: 20_000 })
      .not.toBe(first);
  });
});

test('a thread ends with the close of its pool, whatever it does', async () => {
  const { ask, close } = openWith();
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const asked = [
    ask('a', { task: 'hang', what: '', beats }),
    ask('a', { task: 'echo', what: 'x' }),
  ];
  const ends = Promise.allSettled(asked);
  await expect.poll(() => Atomics.load(beats, 0), { timeout: 20_000 }).toBeGreaterThan(0);
  await close();
  const last = Atomics.load(beats, 0);
  expect(await ends).toMatchObject([{ reason: CLOSED }, { reason: CLOSED }]);
  await expect(ask('a', { task: 'echo', what: 'x' })).rejects.toMatchObject(CLOSED);
  expect(Atomics.load(beats, 0)).toBe(last);
});

test('a process ends with the close of its pool, whatever it does', async () => {
  const { ask, close } = openWith({ open: openProcess, memoryMb: 160 });
  const [pid] = (await ask('a', { task: 'name', what: '' })).split('/');
  const asked = ask('a', { task: 'hang', what: '' });
  const isThere = () => process.kill(Number(pid), 0);
  expect(isThere()).toBe(true);
  await Promise.all([expect(asked).rejects.toMatchObject(CLOSED), close()]);
  expect(isThere).toThrow('ESRCH');
});

test('a process is given none of the secrets of this one', async () => {
  const { ask } = openWith({ open: openProcess, memoryMb: 160 });
  vi.stubEnv('WEBHOOK_SECRET', 'hush');
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await ask('a', { task: 'secrets', what: 'WEBHOOK_SECRET' })).toBe('none');
});

test('a process that may read its own code may read, write and start nothing else', async () => {
  const own = ['app', 'text', 'test/offload', 'package.json'];
  const reads = own.map((name) => fileURLToPath(new URL(`../../${name}`, import.meta.url)));
  const { ask } = openWith({ open: openProcess, memoryMb: 160, reads });
  const folder = freshFolder();
  const secret = join(folder, 'secret');
  writeFileSync(secret, 'hush');
  const denied = /Access to this API has been restricted/;
  await expect(ask('a', { task: 'read', what: secret })).rejects.toThrow(denied);
  await expect(ask('a', { task: 'write', what: join(folder, 'new') })).rejects.toThrow(denied);
  await expect(ask('a', { task: 'start', what: '/bin/true' })).rejects.toThrow(denied);
  expect(await ask('a', { task: 'echo', what: 'x' })).toBe('x');
});

const CLOSED = { name: 'Overtaxed', reason: 'closed' };

function openWith(given: Partial<OffloadOptions> = {}): Offload<Question, string> {
  const entry = new URL('./echo-worker.ts', import.meta.url);
  const limits = {
    open: openThread,
    workers: 1,
    memoryMb: 32,
    limitMs: 30_000,
    mostWaiting: 10,
    idleMs: 60_000,
  };
  const offload = openOffload<Question, string>({ entry, ...limits, ...given });
  onTestFinished(() => offload.close());
  return offload;
}
