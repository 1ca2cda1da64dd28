import { afterEach, describe, expect, test } from 'vitest';
import { VirtualClock } from '../../github/clock.ts';
import { openActions, type Actions } from '../open-actions.ts';
import { isRunning } from '../testing/is-running.ts';
import type { RecordedRun } from '../testing/recorded-run.ts';
import { anOrder, jobOf, startRun } from '../testing/run-workflow.ts';

let actions: Actions | undefined;
afterEach(() => actions?.close());

async function begin(text: string) {
  const clock = new VirtualClock(Date.now());
  actions = await openActions({ clock });
  const order = anOrder(text);
  const run = startRun(actions, order);
  await run.until(() => says(run, 'ready'));
  const cancel = (how: 'cancel' | 'force') => actions?.backend.cancelRun(order.runId, how);
  return { actions, clock, run, cancel };
}

function says(run: RecordedRun, text: string): boolean {
  return run.jobs.length > 0 && run.lines('build').includes(text);
}

function pidsIn(run: RecordedRun): number[] {
  return run
    .lines('build')
    .flatMap((line) => /^pid (\d+)$/.exec(line)?.[1] ?? [])
    .map(Number);
}

describe('cancelling', () => {
  test('a process is interrupted, then terminated, then killed with all that it started', async () => {
    const { actions, clock, run, cancel } = await begin(
      jobOf(`
- name: stubborn
  shell: python3 {0}
  run: |
    import os, signal, subprocess, time
    for number, name in ((2, b"SIGINT"), (15, b"SIGTERM")):
        signal.signal(number, lambda _, __, name=name: os.write(1, b"got %s\\n" % name))
    child = subprocess.Popen(["sleep", "600"], start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    print("pid", os.getpid())
    print("pid", child.pid)
    print("ready", flush=True)
    while True: time.sleep(0.01)
- name: ordinary
  run: echo never
- name: tidy up
  if: always()
  run: echo "job is \${{ job.status }}"
- name: on cancel
  if: cancelled()
  run: echo "was cancelled"
- name: on failure
  if: failure()
  run: echo never`),
    );
    cancel('cancel');
    await run.until(() => says(run, 'got SIGINT'));
    clock.advance(7_499);
    expect(run.lines('build')).not.toContain('got SIGTERM');
    clock.advance(1);
    await run.until(() => says(run, 'got SIGTERM'));
    expect(pidsIn(run).filter(isRunning)).toHaveLength(2);
    clock.advance(2_500);
    await actions.whenIdle();
    expect(run.conclusion).toBe('cancelled');
    expect(run.steps('build')).toEqual({
      'Set up job': 'success',
      stubborn: 'cancelled',
      ordinary: 'skipped',
      'tidy up': 'success',
      'on cancel': 'success',
      'on failure': 'skipped',
      'Complete job': 'success',
    });
    const lines = run.lines('build');
    expect(lines.filter((line) => line.startsWith('got'))).toEqual(['got SIGINT', 'got SIGTERM']);
    expect(lines).toEqual(expect.arrayContaining(['job is cancelled', 'was cancelled']));
    expect(pidsIn(run)).toHaveLength(2);
    expect(pidsIn(run).filter(isRunning)).toEqual([]);
    expect(run.job('build').annotations.map(({ message }) => message)).toEqual([
      'The operation was canceled.',
    ]);
  });

  test('a process that ends when interrupted is not asked twice', async () => {
    const { actions, run, cancel } = await begin(
      jobOf(`
- run: |
    trap 'echo interrupted; exit 0' INT
    trap 'echo terminated; exit 0' TERM
    echo ready
    while true; do sleep 0.02; done`),
    );
    cancel('cancel');
    await actions.whenIdle();
    expect(run.conclusion).toBe('cancelled');
    expect(run.lines('build')).toContain('interrupted');
    expect(run.lines('build')).not.toContain('terminated');
  });

  test('a step with `if: always()` goes on when its job is cancelled', async () => {
    const { actions, run, cancel } = await begin(
      jobOf(
        `- if: always()\n  run: echo ready; for i in 1 2 3 4 5; do sleep 0.05; done; echo whole`,
      ),
    );
    cancel('cancel');
    await actions.whenIdle();
    expect(run.lines('build')).toContain('whole');
    expect(run.conclusion).toBe('cancelled');
  });

  test('force ends it at once, and nothing runs any more', async () => {
    const { actions, run, cancel } = await begin(
      jobOf(`
- run: |
    trap '' INT TERM
    echo "pid $$"
    echo ready
    while true; do sleep 0.02; done
- if: always()
  run: echo never`),
    );
    cancel('force');
    await actions.whenIdle();
    expect(run.conclusion).toBe('cancelled');
    expect(run.lines('build')).not.toContain('never');
    expect(pidsIn(run).filter(isRunning)).toEqual([]);
  });
});

describe('time limits', () => {
  test('a step out of time has failed, and the job goes on as after any failure', async () => {
    const { actions, clock, run } = await begin(
      jobOf(`
- name: slow
  timeout-minutes: 1
  run: echo ready; exec sleep 600
- if: failure()
  run: echo "after the slow one"`),
    );
    clock.advance(60_000);
    await actions.whenIdle();
    expect(run.conclusion).toBe('failure');
    expect(run.steps('build')['slow']).toBe('failure');
    expect(run.lines('build')).toContain('after the slow one');
    expect(run.job('build').annotations[0]?.message).toBe(
      "The action 'slow' has timed out after 1 minutes.",
    );
  });

  // https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idtimeout-minutes
  test('a job out of time is cancelled, says why, and has five minutes for its last steps', async () => {
    const { actions, clock, run } = await begin(
      jobOf(
        `
- run: echo ready; exec sleep 600
- if: cancelled()
  run: echo "tidied up"
- if: always()
  run: echo endless; trap '' INT TERM; exec sleep 600`,
        '    timeout-minutes: 1\n',
      ),
    );
    clock.advance(60_000);
    await run.until(() => says(run, 'endless'));
    clock.advance(5 * 60_000);
    await actions.whenIdle();
    expect(run.conclusion).toBe('cancelled');
    expect(run.lines('build')).toContain('tidied up');
    expect(run.job('build').annotations[0]?.message).toBe(
      'The job has exceeded the maximum execution time of 1m0s',
    );
  });
});
