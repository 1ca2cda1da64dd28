import { describe, expect, it } from 'vitest';
import type { AttemptId } from '../../app/runtime/ports/attempts.ts';
import { aHeader, anId, creation } from '../support/rows.ts';
import type { Stores } from './stores.ts';

const AT = 1_700_000_000_000;
const anAttemptId = (run = anId()): AttemptId => ({ run, key: 'train[seed=1]', attempt: 1 });
const out = (...texts: readonly string[]) =>
  texts.map((text) => ({ stream: 'stdout' as const, text }));

/** The last lines of attempts. */
export function describeLogTailsContract(stores: Stores): void {
  describe('log tails', () => {
    it('are read by another process, in order and numbered from 1', async () => {
      const { store, other } = stores();
      const of = anAttemptId();
      await store.logTails.append(of, out('one', 'two'), AT);
      await store.logTails.append({ ...of, attempt: 2 }, out('of another attempt'), AT);
      await other.logTails.append(
        of,
        [{ stream: 'stderr', text: 'three \u0000 \ud83d\ude00' }],
        AT + 5,
      );
      expect(await other.logTails.read(of, 0, 10)).toEqual([
        { seq: 1, stream: 'stdout', text: 'one', at: AT },
        { seq: 2, stream: 'stdout', text: 'two', at: AT },
        { seq: 3, stream: 'stderr', text: 'three \u0000 \ud83d\ude00', at: AT + 5 },
      ]);
      expect(await store.logTails.read(anAttemptId(), 0, 10)).toEqual([]);
    });

    it('are read on from a line, also from the middle of lines that came together', async () => {
      const { store } = stores();
      const of = anAttemptId();
      await store.logTails.append(of, out('1', '2', '3'), AT);
      await store.logTails.append(of, out('4'), AT);
      await store.logTails.append(of, [], AT);
      const read = async (after: number, limit: number) =>
        (await store.logTails.read(of, after, limit)).map(({ seq, text }) => `${seq}:${text}`);
      expect(await read(1, 10)).toEqual(['2:2', '3:3', '4:4']);
      expect(await read(4, 10)).toEqual([]);
      expect(await read(0, 2)).toEqual(['3:3', '4:4']);
    });

    it('hold the last 2,000 lines and keep counting', async () => {
      const { store } = stores();
      const of = anAttemptId();
      const hundred = Array.from({ length: 100 }, (_, index) => String(index));
      for (let times = 0; times < 25; times += 1)
        await store.logTails.append(of, out(...hundred), AT);
      const kept = await store.logTails.read(of, 0, 9999);
      expect([kept.length, kept[0]?.seq, kept.at(-1)?.seq]).toEqual([2000, 501, 2500]);
      await store.logTails.append(
        of,
        out(...Array.from({ length: 5000 }, (_, index) => `${index}`)),
        AT,
      );
      const after = await store.logTails.read(of, 0, 9999);
      expect([after.length, after[0]?.seq, after.at(-1)]).toEqual([
        2000,
        5501,
        { seq: 7500, stream: 'stdout', text: '4999', at: AT },
      ]);
    });

    it('hold at most 256 kB, and of one endless line its beginning', async () => {
      const { store } = stores();
      const of = anAttemptId();
      for (const mark of ['a', 'b', 'c'])
        await store.logTails.append(of, out(mark.repeat(1e5)), AT);
      const kept = await store.logTails.read(of, 0, 9);
      expect(kept.map(({ seq, text }) => [seq, text[0]])).toEqual([
        [2, 'b'],
        [3, 'c'],
      ]);
      await store.logTails.append(of, out('x'.repeat(1e6)), AT);
      const endless = await store.logTails.read(of, 0, 9);
      expect(endless.map(({ seq }) => seq)).toEqual([3, 4]);
      expect(endless[1]?.text).toMatch(/^x{1000,100000}$/);
    });

    it('tell other processes that there is something new', async () => {
      const { store, other } = stores();
      const told = new Promise<void>((resolve) => {
        const stop = other.watch(() => {
          stop();
          resolve();
        });
      });
      await store.logTails.append(anAttemptId(), out('news'), AT);
      await told;
    });

    it('go with their run', async () => {
      const { store } = stores();
      const pipeline = anId();
      const first = 700_000_000 + Math.floor(Math.random() * 90_000_000);
      const past = (endedAt: number) => {
        const number = first + endedAt;
        return aHeader({ pipeline, number, createdAt: endedAt, endedAt, status: 'succeeded' });
      };
      const [old, newest] = [past(-40), past(-10)];
      await store.commit([creation(old), creation(newest)]);
      await store.logTails.append(anAttemptId(old.id), out('old'), AT);
      await store.logTails.append(anAttemptId(newest.id), out('new'), AT);
      await store.garbage.forgetRuns(0);
      expect(await store.logTails.read(anAttemptId(old.id), 0, 9)).toEqual([]);
      expect(await store.logTails.read(anAttemptId(newest.id), 0, 9)).toHaveLength(1);
    });
  });
}
