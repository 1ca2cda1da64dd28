import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { createLocalLogs, logPath } from '../../app/local/local-logs.ts';
import { createLocalSecrets } from '../../app/local/local-secrets.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mlp-local-'));
});

test('a secret of the environment goes before one of .mlpipelines/.env', async () => {
  mkdirSync(join(folder, '.mlpipelines'));
  writeFileSync(join(folder, '.mlpipelines', '.env'), 'TOKEN=from-file\nOTHER="two words"\n');
  const secrets = createLocalSecrets(folder, { TOKEN: 'from-environment' });
  expect(await secrets.read(['TOKEN', 'OTHER'])).toEqual({
    TOKEN: 'from-environment',
    OTHER: 'two words',
  });
});

test('a secret that is nowhere is not in the answer', async () => {
  expect(await createLocalSecrets(folder, {}).read(['TOKEN'])).toEqual({});
});

test('output of an attempt is kept in order, one file an attempt', async () => {
  const logs = createLocalLogs(folder);
  const of = { run: '01k', key: 'train[path=a/b,seed=1]', attempt: 2 };
  await Promise.all(
    ['one', 'two', 'three'].map((text) => logs.append(of, [{ stream: 'stdout', text }], 1)),
  );
  expect(readFileSync(logPath(folder, of), 'utf8')).toBe('one\ntwo\nthree\n');
});

test('keys that are too long for a file name stay apart', () => {
  const path = (end: string) =>
    logPath(folder, { run: 'r', key: 'x'.repeat(300) + end, attempt: 1 });
  expect(path('a')).not.toBe(path('b'));
  expect(path('a').length - folder.length).toBeLessThan(200);
});
