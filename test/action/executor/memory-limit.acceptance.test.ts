import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openMemoryGroup } from '../../../action/executor/process/memory-group.ts';
import { openMachine } from './begin-attempt.ts';

const HOARD = `
import time
hoard = []
while True:
    hoard.append(bytearray(b"x") * (8 << 20))
    time.sleep(0.01)
`;
const limits = { memoryBytes: 96 * 2 ** 20, gpuCount: 0 };
let writable = false;

beforeAll(async () => {
  const group = openMemoryGroup(`mlp-probe-${process.pid}`, limits.memoryBytes);
  writable = group !== null;
  await group?.close();
});
afterAll(() => {
  if (!writable)
    console.warn(
      'NOT TESTED: memory limits. No control group can be written here; run as root on Linux.',
    );
});

describe('a memory limit', () => {
  test('ends a step that holds more as oom, also when the shell or the program around it hides how', async (context) => {
    if (!writable) return context.skip();
    const machine = await openMachine();
    const program = `python3 -c '${HOARD}'`;
    const direct = await machine.begin({ script: program, limits }).outcome;
    const hidden = await machine.begin({ script: `${program} || exit 3`, limits }).outcome;
    for (const outcome of [direct, hidden]) {
      expect(outcome).toMatchObject({ status: 'failed', class: 'oom' });
      expect(outcome.message).toMatch(
        /^Out of memory: the kernel killed the step at its limit of 96 MiB/,
      );
    }
  });

  test('lets a step live that stays below it, and one that outlives the kill of a child', async (context) => {
    if (!writable) return context.skip();
    const machine = await openMachine();
    const modest = await machine.begin({
      script: `python3 -c 'x = bytearray(b"x") * (20 << 20)'`,
      limits,
    }).outcome;
    const sturdy = await machine.begin({
      script: `python3 -c '${HOARD}' || echo again with less`,
      limits,
    }).outcome;
    expect([modest.status, sturdy.status]).toEqual(['succeeded', 'succeeded']);
  });

  test('leaves no control group behind', async (context) => {
    if (!writable) return context.skip();
    const machine = await openMachine();
    const attempt = machine.begin({ script: 'cat /proc/self/cgroup; setsid sleep 600 &', limits });
    await attempt.outcome;
    const line = attempt.lines('stdout').find((one) => one.includes('mlp-01jtestrun'));
    const { existsSync } = await import('node:fs');
    const path = line?.split(':').at(-1) ?? '';
    expect(path).toContain('mlp-01jtestrun');
    expect(
      [`/sys/fs/cgroup${path}`, `/sys/fs/cgroup/memory${path}`].filter((one) => existsSync(one)),
    ).toEqual([]);
  });
});
