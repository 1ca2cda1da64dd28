import { readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { graceMs, hostCause } from '../../../action/executor/process/clocks.ts';
import { namedVariables } from '../../../action/executor/process/environment.ts';
import { listProcesses } from '../../../action/executor/process/list-processes.ts';
import { watchMemory } from '../../../action/executor/process/memory-watch.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { aTicket } from './begin-attempt.ts';

describe('the time from SIGTERM to SIGKILL', () => {
  const clocks = (gracePeriodMs: number) => ({ ...aTicket({}).clocks, gracePeriodMs });

  test('is what the step says, but on a machine that is taken away never over 40 seconds', () => {
    expect(graceMs('cancel', clocks(90_000))).toBe(90_000);
    expect(graceMs('interrupt', clocks(90_000))).toBe(40_000);
    expect(graceMs('interrupt', clocks(5000))).toBe(5000);
  });

  test('is that of an interruption only where the host says so', () => {
    const said = (reason: unknown) => hostCause(AbortSignal.abort(reason));
    expect([said('interrupt'), said('cancel'), said(undefined)]).toEqual([
      'interrupt',
      'cancel',
      'cancel',
    ]);
  });
});

test('a step has of what it names what the machine has, and no more', () => {
  const ticket = aTicket({ machineEnv: ['HOME_OF_DATA', 'GONE', 'GITHUB_TOKEN'] });
  const machine = { HOME_OF_DATA: '/data', GONE: undefined, OTHER: 'x', GITHUB_TOKEN: 'secret' };
  expect(namedVariables(ticket, machine)).toStrictEqual({ HOME_OF_DATA: '/data' });
});

describe.runIf(process.platform === 'linux')('on Linux', () => {
  test('a process is known by the control group that it is in, and by no other', async () => {
    const [path = ''] = readFileSync('/proc/self/cgroup', 'utf8').trim().split('\n');
    const own = path.split('/').at(-1) ?? '';
    const isMarked = async (group?: string) => {
      const marks = {
        variable: 'NOBODY=has-this',
        folders: [],
        ...(group !== undefined && { group }),
      };
      return (await listProcesses(marks, [process.pid])).map(({ marked }) => marked);
    };
    expect(await isMarked(own)).toEqual([true]);
    expect(await isMarked('nobody-is-in-this')).toEqual([false]);
    expect(await isMarked()).toEqual([false]);
  });

  test('the memory of a command is that of all that it started', async () => {
    const script = 'const held = Buffer.alloc(200e6, 1); setTimeout(() => held.length, 60_000)';
    const child = spawn('/bin/sh', ['-c', `"${process.execPath}" -e '${script}'; true`], {
      detached: true,
    });
    const { pid = 0 } = child;
    onTestFinished(() => void process.kill(-pid, 'SIGKILL'));
    const watch = watchMemory(pid);
    onTestFinished(() => watch.stop());
    expect(watch.peak()).toBe(0);
    await waitUntil(() => watch.peak() > 200e6);
  });
});
