import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createProcessOwner } from '../../app/local/process-owner.ts';
import { killRun, processesOfRun } from '../../app/local/run-processes.ts';

test('a run is found by its id in processes that left their session and lost their parent, and killed whole', async () => {
  const id = `test-${randomUUID()}`;
  const child = spawn('sh', ['-c', '(sleep 600 & sleep 600) & echo up; sleep 600'], {
    env: { PATH: process.env['PATH'] ?? '', MLPIPELINES_RUN_ID: id },
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect((await processesOfRun(id)).length).toBeGreaterThan(0);
  expect(await killRun(id)).toBeGreaterThan(0);
  expect(await processesOfRun(id)).toEqual([]);
});

test('a run whose id only begins alike is left alone', async () => {
  const id = `test-${randomUUID()}`;
  const child = spawn('sleep', ['600'], { env: { MLPIPELINES_RUN_ID: `${id}x` } });
  await once(child, 'spawn');
  expect(await killRun(id)).toBe(0);
  expect(child.exitCode).toBe(null);
  child.kill('SIGKILL');
});

test('a process knows itself as alive and an ended one as dead', async () => {
  const owner = createProcessOwner();
  expect(owner.isKnownDead(owner.id)).toBe(false);
  const child = spawn('true');
  await once(child, 'exit');
  const parts = owner.id.split('|');
  expect(owner.isKnownDead(parts.with(3, String(child.pid)).join('|'))).toBe(true);
});

test('a process that got the number of an ended one is not taken for it', () => {
  const owner = createProcessOwner();
  expect(owner.isKnownDead(owner.id.split('|').with(4, '1').join('|'))).toBe(true);
});

test('of a process on another machine nothing is known', () => {
  const owner = createProcessOwner();
  expect(owner.isKnownDead(owner.id.split('|').with(0, 'elsewhere').join('|'))).toBe(false);
});
