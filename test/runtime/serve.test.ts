import { expect, test } from 'vitest';
import { serve } from '../../app/runtime/serve.ts';
import { Waker } from '../../app/runtime/waker.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** A service whose turns are played one after the other; the last one is repeated. */
function openService(turns: readonly (() => number)[], failed = 'it failed') {
  const clock = new ManualClock(0);
  const stop = new AbortController();
  const waker = new Waker(clock);
  const at: number[] = [];
  const troubles: string[] = [];
  const warn = (message: string) => void troubles.push(message);
  const turn = async () => {
    at.push(clock.now());
    return (turns[at.length - 1] ?? turns.at(-1))?.() ?? Infinity;
  };
  const service = { clock, warn, failed, againMs: 400, waker };
  const done = serve(stop.signal, service, turn);
  const settle = async () => {
    for (let turns = 0; turns < 5; turns += 1) await new Promise((go) => setImmediate(go));
  };
  const pass = async (ms: number) => {
    clock.advance(ms);
    await settle();
  };
  return { at, troubles, waker, stop, done, settle, pass };
}

test('each turn says when the next one is due', async () => {
  const { at, stop, done, settle, pass } = openService([() => 100, () => 250, () => Infinity]);
  await settle();
  await pass(99);
  expect(at).toEqual([0]);
  await pass(1);
  await pass(149);
  await pass(1);
  expect(at).toEqual([0, 100, 250]);
  stop.abort();
  await done;
});

test('a turn that fails is told of and comes again', async () => {
  const fail = () => {
    throw new Error('no answer');
  };
  const { at, troubles, stop, done, settle, pass } = openService([fail, () => Infinity]);
  await settle();
  await pass(399);
  expect(at).toEqual([0]);
  await pass(1);
  expect(at).toEqual([0, 400]);
  expect(troubles).toEqual(['it failed: Error: no answer']);
  stop.abort();
  await done;
});

test('a turn comes before its time when something falls due', async () => {
  const { at, waker, stop, done, settle, pass } = openService([() => 1000]);
  await settle();
  waker.wake(30);
  await pass(30);
  expect(at).toEqual([0, 30]);
  stop.abort();
  await done;
});

test('it ends in the middle of a sleep, and never begins when it is already over', async () => {
  const { at, stop, done, settle } = openService([() => Infinity]);
  await settle();
  stop.abort();
  await done;
  expect(at).toEqual([0]);
  await serve(
    AbortSignal.abort(),
    { clock: new ManualClock(), warn: () => {}, failed: '' },
    async () => {
      throw new Error('a turn after the end');
    },
  );
});
