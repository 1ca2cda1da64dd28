import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LocalHost } from '../../../app/local/host/local-host.ts';
import { processesOfRun } from '../../../app/local/run-processes.ts';
import type { AttemptReport } from '../../../schemas/attempt-report.generated.ts';
import { aTicket, makeLocalHost } from './make-local-host.ts';

let root: string;
let run: string;
let host: LocalHost;
let reports: AttemptReport[];
let complaints: string[];

beforeEach(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'mlp-host-')));
  run = `test-${randomUUID()}`;
  complaints = [];
  reports = [];
  host = await makeLocalHost(root, complaints);
  host.connect(async (_of, report) => void reports.push(report));
});
afterEach(() => host.close());

test('an attempt runs and its reports arrive in order, the end last', async () => {
  await start('echo one; echo two');
  await over();
  expect(reports[0]?.type).toBe('started');
  expect(printed()).toEqual(['one', 'two']);
  expect(outcome()).toMatchObject({ status: 'succeeded', exitCode: 0 });
  expect(complaints).toEqual([]);
});

test('an attempt that is ordered twice runs once', async () => {
  await start('echo once');
  await start('echo once');
  await over();
  expect(printed()).toEqual(['once']);
});

test('a cancelled attempt gets SIGTERM and may say its last words', async () => {
  await start('trap "echo saved; exit 0" TERM; echo ready; while :; do sleep 0.05; done');
  await vi.waitFor(() => expect(printed()).toContain('ready'), WAIT);
  await host.cancel({ run, key: 'train', attempt: 1, reason: 'enough' });
  await over();
  expect(printed()).toContain('saved');
});

test('an attempt that is not known here ends as cancelled when it is to be cancelled', async () => {
  await host.cancel({ run, key: 'train', attempt: 1, reason: 'enough' });
  expect(outcome()).toMatchObject({ status: 'cancelled', message: 'enough' });
});

test('when the supervisor is killed its attempts end as interrupted and nothing of them survives', async () => {
  await start('setsid sleep 600 & echo $PPID; sleep 600');
  await vi.waitFor(() => expect(printed()).toHaveLength(1), WAIT);
  process.kill(Number(printed()[0]), 'SIGKILL');
  await over();
  expect(outcome()).toMatchObject({ status: 'interrupted', class: 'infra' });
  expect(await processesOfRun(run)).toEqual([]);
});

test('after the supervisor was killed the next attempt gets a new one', async () => {
  await start('echo $PPID; sleep 600');
  await vi.waitFor(() => expect(printed()).toHaveLength(1), WAIT);
  process.kill(Number(printed()[0]), 'SIGKILL');
  await over();
  reports = [];
  await start('echo again');
  await over();
  expect(printed()).toEqual(['again']);
});

test('after the supervisor was killed twice, attempts go one at a time, and one that waits can be cancelled', async () => {
  for (const attempt of [1, 2]) {
    await startAll(attempt, ['kill -9 $PPID', 'sleep 600']);
    await vi.waitFor(() => expect(ends('interrupted')).toBe(2 * attempt), WAIT);
  }
  expect(complaints.join()).toContain('One of the steps may be the cause');
  await startAll(3, ['kill -9 $PPID', 'echo alone; sleep 0.1', 'sleep 600']);
  await host.cancel({ run, key: 's2', attempt: 3, reason: 'enough' });
  await vi.waitFor(() => expect(ends('succeeded')).toBe(1), WAIT);
  expect([ends('interrupted'), ends('cancelled')]).toEqual([5, 1]);
  expect(printed()).toEqual(['alone']);
});

async function startAll(attempt: number, scripts: readonly string[]): Promise<void> {
  for (const [index, script] of scripts.entries()) {
    const key = `s${index}`;
    await host.start({ run, key, attempt, ticket: aTicket(run, script, key) });
  }
}

function ends(status: string): number {
  return reports.filter((one) => one.type === 'ended' && one.outcome.status === status).length;
}

test('when the process that drives a run is killed none of its steps survives, nor their workspaces', async () => {
  const script = 'trap "" TERM; (setsid sleep 600 &) ; echo up; sleep 600';
  const fixture = fileURLToPath(new URL('../fixtures/start-and-wait.ts', import.meta.url));
  const driver = spawn(process.execPath, [fixture, root, run, script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(driver.stdout, 'data');
  expect(await processesOfRun(run)).not.toEqual([]);
  driver.kill('SIGKILL');
  await vi.waitFor(async () => expect(await processesOfRun(run)).toEqual([]), WAIT);
  expect(readdirSync(join(root, '.mlpipelines', '.state', 'work'))).toEqual([]);
});

const WAIT = { timeout: 20_000, interval: 20 };

function start(script: string): Promise<void> {
  return host.start({ run, key: 'train', attempt: 1, ticket: aTicket(run, script) });
}

function over(): Promise<unknown> {
  return vi.waitFor(() => expect(reports.at(-1)?.type).toBe('ended'), WAIT);
}

function outcome() {
  const last = reports.at(-1);
  return last?.type === 'ended' ? last.outcome : null;
}

function printed(): string[] {
  return reports.flatMap((report) =>
    report.type === 'output'
      ? report.lines.filter(({ stream }) => stream !== 'system').map(({ text }) => text)
      : [],
  );
}
