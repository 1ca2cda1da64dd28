import { describe, expect, test } from 'vitest';
import type { Machine } from '../../../runner-provisioner/machine/machine.ts';
import { aName, documentOf, openMachineTalk, TOKEN } from './open-machine-talk.ts';

const OTHER_TOKEN = 'a-token-of-somebody-else-0000002';
const instanceOf = ({ instance }: Machine) => instance?.id ?? '';

describe('who says hello', () => {
  test('is read only where a machine of that name is expected', async () => {
    const { routes, machine } = await openMachineTalk();
    const gone = await machine({
      type: 'gone',
      why: { type: 'done', isFinal: false, code: null, message: '' },
    });
    for (const id of [aName(), gone.id, 'mlp-1', '..%2f..%2fhello']) {
      let isRead = false;
      const body = new ReadableStream(
        {
          pull(controller) {
            isRead = true;
            controller.enqueue(new Uint8Array(1024));
          },
        },
        { highWaterMark: 0 },
      );
      const init = { method: 'POST', body, duplex: 'half' } as const;
      const answer = await routes.request(new Request(`http://app/${id}/hello`, init));
      expect([answer.status, isRead]).toEqual([403, false]);
    }
  });

  test('is told the same whatever is wrong, and keeps nothing of it', async () => {
    const { post, hello, machine, find, store } = await openMachineTalk();
    const [ours, others] = [await machine(), await machine()];
    const old = { pendingTime: '2026-11-29T11:29:00Z' };
    const answers = [
      await hello(aName(), instanceOf(ours)),
      // Another step's machine, one of the account that nobody here started, another account's.
      await hello(ours.id, instanceOf(others)),
      await hello(ours.id, 'i-0someoneelse'),
      await hello(ours.id, instanceOf(ours), TOKEN, { accountId: '999999999999' }),
      await hello(ours.id, instanceOf(ours), TOKEN, old),
      await post(`/${ours.id}/hello`, { identity: 'AAAA', token: TOKEN }),
      await post(`/${ours.id}/poll`, { state: 'waiting' }, TOKEN),
      await post(`/${aName()}/poll`, { state: 'waiting' }, TOKEN),
    ];
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(403);
    expect((await find(ours.id)).told.token).toBeNull();
    expect((await find(ours.id)).machine.state.type).toBe('booting');
    expect(await store.machines.find(others.id)).toMatchObject({ told: { token: null } });
  });

  test('comes first or not at all: who has the document later is refused', async () => {
    const { hello, post, machine } = await openMachineTalk();
    const ours = await machine();
    const both = await Promise.all(
      [TOKEN, OTHER_TOKEN].map((token) => hello(ours.id, instanceOf(ours), token)),
    );
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 403]));
    const [first, second] = both[0]?.status === 200 ? [TOKEN, OTHER_TOKEN] : [OTHER_TOKEN, TOKEN];
    expect((await hello(ours.id, instanceOf(ours), second)).status).toBe(403);
    expect((await post(`/${ours.id}/poll`, { state: 'waiting' }, second)).status).toBe(403);
    // The first may say it again: its answer may have been lost.
    expect((await hello(ours.id, instanceOf(ours), first)).status).toBe(200);
    expect((await post(`/${ours.id}/poll`, { state: 'waiting' }, first)).status).toBe(200);
  });

  test('does not speak for another machine with its own token', async () => {
    const { hello, post, machine } = await openMachineTalk();
    const [ours, others] = [await machine(), await machine()];
    await hello(ours.id, instanceOf(ours));
    await hello(others.id, instanceOf(others), OTHER_TOKEN);
    for (const path of ['poll', 'event'])
      expect((await post(`/${others.id}/${path}`, {}, TOKEN)).status).toBe(403);
  });

  test('has its proof looked at thirty times a minute, and others theirs meanwhile', async () => {
    const { hello, post, machine, clock, logs } = await openMachineTalk();
    const [ours, others] = [await machine(), await machine()];
    const garbage = { identity: documentOf('i-0someoneelse'), token: TOKEN };
    const answers: number[] = [];
    for (let sent = 0; sent < 100; sent += 1)
      answers.push((await post(`/${ours.id}/hello`, garbage)).status);
    expect(answers.filter((status) => status === 403)).toHaveLength(30);
    expect(answers.slice(30).every((status) => status === 503)).toBe(true);
    expect((await hello(others.id, instanceOf(others))).status).toBe(200);
    clock.advance(60_000);
    expect((await hello(ours.id, instanceOf(ours))).status).toBe(200);
    expect(logs).toHaveLength(30);
  });

  test('cannot fill the log, or write into it what looks like something else', async () => {
    const { post, logs, machine } = await openMachineTalk();
    for (let sent = 0; sent < 100; sent += 1) await post(`/${aName()}/poll`, {}, TOKEN);
    expect(logs).toHaveLength(60);
    const ours = await machine();
    const forged = documentOf('i-1\u001b[2J\r\n{"level":30}');
    await post(`/${ours.id}/hello`, { identity: forged, token: TOKEN });
    expect(logs.join('').includes('\u001b') || logs.join('').includes('\n')).toBe(false);
  });

  test.each([
    ['a hello of 17 kB', 'hello', { identity: 'A'.repeat(17_000), token: TOKEN }, 400],
    ['no token', 'hello', { identity: 'A' }, 400],
    ['a token with a line break', 'hello', { identity: 'A', token: `${TOKEN}\nheader = "x"` }, 400],
    ['GPUs below none', 'hello', { identity: 'A', token: TOKEN, gpus: '-1' }, 400],
    ['GPUs without end', 'hello', { identity: 'A', token: TOKEN, gpus: '1e999' }, 400],
  ])('is refused with %s', async (_title, path, form, status) => {
    const { post, machine } = await openMachineTalk();
    const ours = await machine();
    expect((await post(`/${ours.id}/${path}`, form)).status).toBe(status);
  });
});
