import { expect, test } from 'vitest';
import { createClaimCounts } from '../../app/api/claim/count-claims.ts';
import { Refusal } from '../../app/api/refusal.ts';

function openCounts() {
  const time = { now: 0 };
  const lines: unknown[] = [];
  const log = (message: string, about: object) => void lines.push({ message, ...about });
  const count = createClaimCounts({ log, clock: { now: () => time.now } });
  const refused = async () => {
    const code = 'wrong-run';
    const claim = count('train-1', () => Promise.reject(new Refusal(code, 'another run')));
    await expect(claim).rejects.toMatchObject({ code });
  };
  return { time, lines, count, refused };
}

test('each claim is a line that says what became of it, and how many of each kind there were', async () => {
  const { lines, count, refused } = openCounts();
  expect(await count('train-1', async () => 'a ticket')).toBe('a ticket');
  await refused();
  await expect(count(null, () => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk');
  await refused();
  expect(lines).toEqual([
    { message: 'an attempt was claimed', hint: 'train-1', end: 'claimed', counts: { claimed: 1 } },
    {
      message: 'a claim was refused: another run',
      hint: 'train-1',
      end: 'wrong-run',
      counts: { claimed: 1, 'wrong-run': 1 },
    },
    {
      message: 'a claim failed',
      hint: null,
      end: 'app-failed',
      counts: { claimed: 1, 'wrong-run': 1, 'app-failed': 1 },
    },
    {
      message: 'a claim was refused: another run',
      hint: 'train-1',
      end: 'wrong-run',
      counts: { claimed: 1, 'wrong-run': 2, 'app-failed': 1 },
    },
  ]);
});

test('whoever is refused has sixty lines a minute, all together; what is claimed is told at any time', async () => {
  const { time, lines, count, refused } = openCounts();
  for (let claims = 0; claims < 70; claims += 1) await refused();
  expect(lines).toHaveLength(60);
  await count('train-1', async () => null);
  expect(lines.at(-1)).toMatchObject({ counts: { claimed: 1, 'wrong-run': 70 } });
  time.now = 59_999;
  await refused();
  expect(lines).toHaveLength(61);
  time.now = 60_000;
  await refused();
  expect(lines.at(-1)).toMatchObject({ counts: { 'wrong-run': 72 } });
});
