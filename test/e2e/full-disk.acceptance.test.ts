import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runCli } from '../support/run-cli.ts';

const PIPELINE = `name: a
steps:
  x: { run: "head -c 100000 /dev/urandom > o", outputs: { o: { type: file, path: o } } }
`;

describe('commands that look work', () => {
  test('on a full disk, and gc makes room on it', async () => {
    const root = await usedDisk();
    fill(root);
    await expectLooks(root);
    const full = await runCli({ cwd: root }, 'run', 'a');
    expect([full.code, full.stderr]).toEqual([2, expect.stringMatching(/the disk is full/)]);
    const told = await runCli({ cwd: root }, 'gc', '--keep', '0d', '--yes');
    expect([told.code, told.stderr], told.text).toEqual([0, '']);
    expect(told.stdout).toContain('Deleted 1 run');
  });

  test('on a read-only disk, where gc says why it cannot', async () => {
    const root = await usedDisk();
    execFileSync('mount', ['-o', 'remount,ro', root]);
    await expectLooks(root);
    const told = await runCli({ cwd: root }, 'gc');
    expect([told.code, told.stderr]).toEqual([2, expect.stringMatching(/read-only/)]);
  });
});

async function expectLooks(root: string): Promise<void> {
  const looks = ['runs', 'show 2', 'logs 1 x', 'why 1 x', 'report 2', 'report 2 --json'];
  for (const command of looks.map((words) => words.split(' '))) {
    const { code, stderr } = await runCli({ cwd: root }, ...command);
    expect([code, stderr], command.join(' ')).toEqual([0, '']);
  }
}

/** A small disk with a repository on it that has two runs. Needs to be root, as `mount` does. */
async function usedDisk(): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'mlp-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=30m', 'tmpfs', root]);
  onTestFinished(() => {
    execFileSync('umount', ['-l', root]);
    rmSync(root, { recursive: true, force: true });
  });
  execFileSync('git', ['init', '-q'], { cwd: root });
  mkdirSync(join(root, '.mlpipelines'));
  writeFileSync(join(root, '.mlpipelines/a.yml'), PIPELINE);
  for (const options of [[], ['--no-cache']]) {
    expect((await runCli({ cwd: root }, 'run', 'a', ...options)).code).toBe(0);
  }
  return root;
}

function fill(root: string): void {
  const { bavail, bsize } = statfsSync(root);
  try {
    writeFileSync(join(root, 'fill'), Buffer.alloc(bavail * bsize));
  } catch {
    // It was a little less than that.
  }
  expect(statfsSync(root).bavail).toBeLessThan(8);
}
