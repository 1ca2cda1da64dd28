import { describe, expect, test } from 'vitest';
import { memoryEnd } from '../../../action/executor/end/memory-end.ts';
import type { MemoryEvidence } from '../../../action/executor/end/evidence.ts';
import { openMachine } from './begin-attempt.ts';

const KILLED = {
  exitCode: null,
  signal: 'SIGKILL',
  stoppedBy: null,
  killedBy: null,
  startedAt: 0,
  endedAt: 1,
  survivors: [],
};
const MEMORY: MemoryEvidence = {
  groupKills: null,
  machineKills: 0,
  peakBytes: 2 ** 20,
  limitBytes: 2 ** 30,
  limitIsOwn: true,
};
const judge = (memory: Partial<MemoryEvidence>, end = KILLED) =>
  memoryEnd(end, {
    memory: { ...MEMORY, ...memory },
    explainMissing: async () => null,
    explainModule: async () => null,
    stderr: [],
    stdout: [],
  });

describe.concurrent('the end of memory', () => {
  test('a kill that was not ours is oom if the kernel counted one, or the tree was near its limit', () => {
    expect(judge({})).toBe(null);
    expect(judge({ groupKills: 1 })).toMatch(
      /^Out of memory: the kernel killed the step at its limit of 1 GiB\. Raise resources\.memory/,
    );
    expect(judge({ machineKills: 1 })).toMatch(
      /^Out of memory: the kernel killed it; it held up to 1 MiB of 1 GiB/,
    );
    expect(judge({ peakBytes: 0.95 * 2 ** 30, limitIsOwn: false })).toMatch(
      /^Out of memory: killed while it held 972\.8 MiB of 1 GiB\. Run it where/,
    );
    expect(judge({ peakBytes: 0.8 * 2 ** 30 })).toBe(null);
  });

  test('a shell that reports the kill of its program (137) counts as killed, other exit codes do not', () => {
    const shell = { ...KILLED, signal: null as unknown as string };
    expect(judge({ machineKills: 1 }, { ...shell, exitCode: 137 as unknown as null })).toMatch(
      /^Out of memory/,
    );
    expect(judge({ machineKills: 1 }, { ...shell, exitCode: 1 as unknown as null })).toBe(null);
  });

  test.each([
    `python3 -c 'x = bytearray(1 << 60)'`,
    `python3 -c 'raise MemoryError("too large")'`,
    `echo "terminate called after throwing an instance of 'std::bad_alloc'" >&2; kill -ABRT $$`,
    `echo "numpy._core._exceptions._ArrayMemoryError: Unable to allocate 7 TiB" >&2; exit 1`,
    `echo "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory" >&2; exit 134`,
  ])('is read from the last lines of stderr: %s', async (script) => {
    const machine = await openMachine();
    const outcome = await machine.begin({ script }).outcome;
    expect(outcome).toMatchObject({
      status: 'failed',
      class: 'oom',
      message: expect.stringMatching(/^Out of memory: .*(?:Error|bad_alloc|heap)/),
    });
  });

  test.each([
    `echo "caught MemoryError, trying again" >&2; exit 3`,
    `python3 -c 'raise MemoryError' || echo went on; exit 0`,
    `echo "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 20 GiB" >&2; exit 3`,
    `echo "MemoryError" >&2; for i in $(seq 30); do echo "later $i" >&2; done; exit 3`,
    'kill -9 $$',
  ])('is not what else there is: %s', async (script) => {
    const machine = await openMachine();
    expect((await machine.begin({ script }).outcome).class).not.toBe('oom');
  });
});
