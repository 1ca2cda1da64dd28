import { expect, test } from 'vitest';
import { openTurns } from '../../app/offload/turns.ts';

test('who asks for very many turns is refused the newest, and keeps nobody else out', async () => {
  const { take } = openTurns();
  const done: string[] = [];
  const first = Promise.withResolvers<void>();
  const holding = take('a', () => first.promise);
  const many = Array.from({ length: 513 }, () => take('a', async () => void done.push('a')));
  const other = take('b', async () => void done.push('b'));
  await expect(many.at(-1)).rejects.toMatchObject({ name: 'Overtaxed', reason: 'crowd' });
  first.resolve();
  const ends = await Promise.allSettled(many);
  await Promise.all([holding, other]);
  expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(2);
  expect(done.indexOf('b')).toBeLessThan(2);
});

test('no more are begun than may be at once, and each end begins another', async () => {
  const { take } = openTurns(2);
  const ends: (() => void)[] = [];
  const works = Array.from({ length: 5 }, () =>
    take('a', () => new Promise<void>((resolve) => void ends.push(resolve))),
  );
  for (const [at, work] of works.entries()) {
    await expect.poll(() => ends.length).toBe(Math.min(5, at + 2));
    ends[at]?.();
    await work;
  }
});
