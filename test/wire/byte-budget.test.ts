import { expect, test } from 'vitest';
import { ByteBudget } from '../../app/wire/byte-budget.ts';
import { gatherBody } from '../../app/wire/gather-body.ts';

function opened(most: number) {
  const budget = new ByteBudget(most);
  const dropped: string[] = [];
  const open = (sender: string, name: string) => budget.open(sender, () => void dropped.push(name));
  return { budget, dropped, open };
}

test('bytes are counted as long as they are held', () => {
  const { budget, open, dropped } = opened(100);
  const [a, b] = [open('ada', 'a'), open('bob', 'b')];
  expect([a.take(60), b.take(40), budget.used]).toEqual([true, true, 100]);
  a.close();
  a.close();
  expect([budget.used, a.take(1), budget.used]).toEqual([40, false, 40]);
  expect(dropped).toEqual([]);
});

test('where there is no room, the largest body of who holds the most goes', () => {
  const { budget, open, dropped } = opened(100);
  const bodies = [30, 20, 25].map((bytes) => ({ bytes, body: open('flood', String(bytes)) }));
  for (const { bytes, body } of bodies) body.take(bytes);
  const honest = open('github', 'honest');
  expect(honest.take(40)).toBe(true);
  expect(dropped).toEqual(['30']);
  expect(budget.used).toBe(85);
});

test('who would hold the most of all gets no room', () => {
  const { budget, open, dropped } = opened(100);
  open('github', 'honest').take(30);
  const body = open('flood', 'flood');
  expect([body.take(60), body.take(20)]).toEqual([true, false]);
  expect(dropped).toEqual(['flood']);
  expect(budget.used).toBe(30);
});

test('a body in chunks of one byte costs no more than twice its length, and nothing once it is released', async () => {
  const budget = new ByteBudget(1e6);
  let most = 0;
  const bytes = async function* () {
    for (let sent = 0; sent < 100_000; sent += 1) {
      yield Uint8Array.of(sent % 256);
      most = Math.max(most, budget.used);
    }
  };
  const body = await gatherBody(bytes(), { most: 1e6, budget, sender: 'slow' });
  if (body.type !== 'whole') throw new Error(body.type);
  expect(body.bytes).toHaveLength(100_000);
  expect([...body.bytes.subarray(255, 258)]).toEqual([255, 0, 1]);
  expect(most).toBeLessThan(200_000);
  body.release();
  expect(budget.used).toBe(0);
});

test('a body that falls silent is given up when others need its room', async () => {
  const budget = new ByteBudget(100);
  const silent = async function* () {
    yield new Uint8Array(80);
    await new Promise(() => {});
  };
  const waiting = gatherBody(silent(), { most: 90, budget, sender: 'slow' });
  await new Promise((resolve) => setImmediate(resolve));
  const small = async function* () {
    yield new Uint8Array(30);
  };
  const limits = { most: 90, budget, sender: 'github' };
  expect(await gatherBody(small(), limits)).toMatchObject({ type: 'whole' });
  expect(await waiting).toEqual({ type: 'crowded' });
  expect(budget.used).toBe(30);
});

test('a body whose sender hangs up holds nothing', async () => {
  const budget = new ByteBudget(100);
  const broken = async function* () {
    yield new Uint8Array(50);
    throw new Error('gone');
  };
  const limits = { most: 90, budget, sender: 'gone' };
  await expect(gatherBody(broken(), limits)).rejects.toThrow('gone');
  expect(budget.used).toBe(0);
});
