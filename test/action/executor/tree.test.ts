import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { listFromPs, listProcesses } from '../../../action/executor/process/list-processes.ts';
import { openMachine } from './begin-attempt.ts';
import type { BegunAttempt } from './begin-attempt.ts';

const QUICK = { timeoutMs: 60_000, stallTimeoutMs: null, gracePeriodMs: 300 };

// Each starts a process that writes its pid to the file `pid` and stays, in a way that escapes some of the usual nets.
const STAY = `sh -c 'echo $$ > pid; exec sleep 600'`;
// macOS has no setsid command.
const SETSID = `python3 -c 'import os, sys; os.setsid(); os.execvp(sys.argv[1], sys.argv[1:])'`;
const DAEMON = `python3 -c '
import os, sys
if os.fork() == 0:
    os.setsid()
    pid = os.fork()
    if pid == 0:
        os.closerange(0, 3)
        os.execvpe("/bin/sleep", ["sleep", "600"], {} if sys.argv[1] == "bare" else os.environ)
    open("pid", "w").write(str(pid))
    os._exit(0)
os.wait()'`;
const ESCAPES = {
  'a child': `${STAY} &`,
  'a child in a session of its own': `${SETSID} ${STAY} &`,
  'a daemon, forked twice, with a session of its own and its output closed': `${DAEMON} kept`,
  'a daemon that has thrown its environment away': `${DAEMON} bare`,
  'a grandchild that ignores SIGTERM': `(trap '' TERM; ${STAY}; :) &`,
};
const TELL = 'while [ ! -s pid ]; do sleep 0.05; done; echo "pid $(cat pid)"; rm pid';

describe.concurrent('processes of a command', () => {
  test.each(Object.entries(ESCAPES))(
    '%s dies when the attempt is cancelled',
    async (_name, start) => {
      const machine = await openMachine();
      const attempt = machine.begin({
        script: `${start}\n${TELL}\necho up\nsleep 600`,
        clocks: QUICK,
      });
      await attempt.printed('up');
      const pid = pidOf(attempt);
      expect(isRunning(pid)).toBe(true);
      attempt.stop('cancel');
      expect(await attempt.outcome).toMatchObject({ status: 'cancelled' });
      expect(isRunning(pid)).toBe(false);
    },
  );

  test.each(Object.entries(ESCAPES))('%s does not outlive the command', async (_name, start) => {
    const machine = await openMachine();
    const attempt = machine.begin({ script: `${start}\n${TELL}\necho up`, clocks: QUICK });
    expect(await attempt.outcome).toMatchObject({ status: 'succeeded' });
    expect(isRunning(pidOf(attempt))).toBe(false);
  });

  test('a command that hangs dies at its clock with all that it started', async () => {
    const machine = await openMachine();
    const script = `${Object.values(ESCAPES)
      .map((start) => `${start}\n${TELL}`)
      .join('\n')}\nsleep 600`;
    const attempt = machine.begin({ script, clocks: { ...QUICK, stallTimeoutMs: 3000 } });
    expect(await attempt.outcome).toMatchObject({ class: 'stall' });
    const pids = attempt.lines('stdout').flatMap((line) => /^pid (\d+)$/.exec(line)?.[1] ?? []);
    expect(pids).toHaveLength(Object.keys(ESCAPES).length);
    expect(pids.map(Number).filter(isRunning)).toEqual([]);
  });

  test('what a shell started may use the grace period though the shell died at once', async () => {
    const machine = await openMachine();
    const script = `python3 -c '
import signal, sys, time
def end(*_):
    time.sleep(0.5)
    print("saved", flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
print("up", flush=True)
time.sleep(600)'
echo never`;
    const attempt = machine.begin({ script, clocks: { ...QUICK, gracePeriodMs: 20_000 } });
    await attempt.printed('up');
    attempt.stop('cancel');
    const outcome = await attempt.outcome;
    expect(attempt.lines('stdout')).toEqual(['up', 'saved']);
    expect(outcome.message).toBe('Cancelled.');
  });

  test('the last lines of a process substitution are not lost', async () => {
    const machine = await openMachine();
    const script = `exec > >(while read -r line; do sleep 0.2; echo "late $line"; done)\necho a`;
    const attempt = machine.begin({ script });
    await attempt.outcome;
    expect(attempt.lines('stdout')).toEqual(['late a']);
  });

  test('many attempts at once keep out of each other', async () => {
    const machine = await openMachine();
    const long = machine.begin({ script: `${SETSID} sleep 3 & echo up; sleep 2; echo whole` });
    await long.printed('up');
    const others = Array.from({ length: 8 }, () => machine.begin({ script: 'sleep 0.1 & exit 0' }));
    for (const other of others) expect(await other.outcome).toMatchObject({ status: 'succeeded' });
    expect(await long.outcome).toMatchObject({ status: 'succeeded' });
    expect(long.lines('stdout')).toEqual(['up', 'whole']);
  });

  test('ps shows the same marks as /proc', async () => {
    const machine = await openMachine();
    const attempt = machine.begin({ script: `${SETSID} sleep 600 & sleep 1; echo up; sleep 600` });
    await attempt.printed('up');
    const marks = { variable: `MLPIPELINES_OUTPUT=${attempt.folders.scratch}/output`, folders: [] };
    const listed =
      process.platform === 'linux'
        ? await listFromPs(marks, ['axe'])
        : await listProcesses(marks, null);
    const marked = listed.filter((one) => one.marked && !one.zombie);
    attempt.kill();
    await attempt.outcome;
    expect(marked.length).toBeGreaterThanOrEqual(2);
    expect(listed.find((one) => one.pid === process.pid)?.parent).toBe(process.ppid);
  });
});

function pidOf(attempt: BegunAttempt): number {
  const line = attempt.lines('stdout').find((one) => /^pid \d+$/.test(one));
  return Number(line?.slice(4));
}

/** Lives and is no zombie. */
function isRunning(pid: number): boolean {
  expect(pid).toBeGreaterThan(1);
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return !/^\s*Z/.test(stat.slice(stat.lastIndexOf(')') + 1));
  } catch {
    return false;
  }
}
