import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestOfBytes } from '../../content/digest-of-bytes.ts';
import { createHashMemo, type FileStamp, openHashMemo } from '../../content/hash-memo.ts';

const DIGEST = digestOfBytes(Buffer.from('x'));
const AT_MS = 1_800_000_000_000;
const aStamp = (change: Partial<FileStamp> = {}): FileStamp => ({
  size: 1n,
  mtimeNs: 1_000_000_000n,
  ctimeNs: 1_000_000_000n,
  ino: 7n,
  ...change,
});
const ageMs = (ms: number) => BigInt(AT_MS - ms) * 1_000_000n;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mlp-memo-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('the memo of digests', () => {
  test('knows a file that has not changed', () => {
    const memo = createHashMemo();
    memo.set('/a', aStamp(), DIGEST, AT_MS);
    expect(memo.get('/a', aStamp())).toBe(DIGEST);
    expect(memo.get('/b', aStamp())).toBeNull();
  });

  test.each([{ size: 2n }, { mtimeNs: 1_000_000_001n }, { ctimeNs: 1_000_000_001n }, { ino: 8n }])(
    'does not know it once %o',
    (change) => {
      const memo = createHashMemo();
      memo.set('/a', aStamp(), DIGEST, AT_MS);
      expect(memo.get('/a', aStamp(change))).toBeNull();
    },
  );

  test.each([
    ['mtime', 1999, false],
    ['ctime', 1999, false],
    ['mtime', 2001, true],
    ['ctime', 2001, true],
    ['mtime', -5000, false],
  ] as const)('takes a file whose %s is %i ms old: %s', (clock, age, taken) => {
    const memo = createHashMemo();
    const stamp = aStamp(clock === 'mtime' ? { mtimeNs: ageMs(age) } : { ctimeNs: ageMs(age) });
    memo.set('/a', stamp, DIGEST, AT_MS);
    expect(memo.get('/a', stamp)).toBe(taken ? DIGEST : null);
  });

  test('is kept in a file, whatever the name of what it knows', async () => {
    const file = join(folder, 'deep', 'memo');
    const names = ['/a b', '/tab\there', '/line\nbreak', '/ä🙂"\\'];
    const memo = await openHashMemo(file);
    for (const name of names) memo.set(name, aStamp(), DIGEST, AT_MS);
    await memo.flush();
    const again = await openHashMemo(file);
    expect(names.map((name) => again.get(name, aStamp()))).toEqual(names.map(() => DIGEST));
    expect(await readdir(join(folder, 'deep'))).toEqual(['memo']);
  });

  test('gains from other processes instead of wiping what they wrote', async () => {
    const file = join(folder, 'shared');
    const [one, two] = [await openHashMemo(file), await openHashMemo(file)];
    one.set('/one', aStamp(), DIGEST, AT_MS);
    two.set('/two', aStamp(), DIGEST, AT_MS);
    await one.flush();
    await two.flush();
    const again = await openHashMemo(file);
    expect([again.get('/one', aStamp()), again.get('/two', aStamp())]).toEqual([DIGEST, DIGEST]);
  });

  test('counts as empty when its file is damaged', async () => {
    const file = join(folder, 'damaged');
    await writeFile(
      file,
      `1 2 3 4\t${DIGEST}\t"/cut\n\0\0garbage\t\t\n1 1000000000 1000000000 7\t${DIGEST}\t"/whole"\n`,
    );
    const memo = await openHashMemo(file);
    expect(memo.get('/cut', aStamp())).toBeNull();
    expect(memo.get('/whole', aStamp())).toBe(DIGEST);
  });
});
