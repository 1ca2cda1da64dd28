import type { BlobStore } from '../../../content/blob-store.ts';
import { StorageError } from '../../../content/storage-error.ts';
import { describe, expect, test } from 'vitest';
import { waitUntil } from '../../support/wait-until.ts';
import { copyOf, openMachine } from './begin-attempt.ts';

const QUICK = { timeoutMs: 60_000, stallTimeoutMs: null, gracePeriodMs: 300 };

describe.concurrent('how an attempt ended', () => {
  test('a command that ends with 0 succeeded and lost nothing', async () => {
    const machine = await openMachine();
    const { outcome, reports } = machine.begin({ script: 'echo done' });
    expect(await outcome).toEqual({
      status: 'succeeded',
      class: null,
      exitCode: 0,
      signal: null,
      message: null,
      products: { outputs: {}, artifacts: {}, metrics: {}, facts: {} },
      workLostMs: null,
      charged: false,
    });
    expect(reports.map((report) => report.type)).toEqual(['started', 'output', 'ended']);
  });

  test('an exit code is named, with the last line that the command said', async () => {
    const machine = await openMachine();
    const outcome = await machine.begin({ script: 'echo "no such user" >&2; exit 75' }).outcome;
    expect(outcome).toMatchObject({
      status: 'failed',
      class: 'exit-code',
      exitCode: 75,
      charged: true,
    });
    expect(outcome.message).toBe('The command ended with exit code 75. Last line: no such user');
    // It has no checkpoint, so there is nothing that more of it could have kept.
    expect(outcome.workLostMs).toBe(null);
  });

  test('a failing command of a script and a failing part of a pipe end the script', async () => {
    const machine = await openMachine();
    const first = await machine.begin({ script: 'false\necho still here' }).outcome;
    const second = await machine.begin({ script: '(exit 4) | cat\necho still here' }).outcome;
    expect([first.exitCode, second.exitCode]).toEqual([1, 4]);
  });

  test('a signal that ends the command is named as a failure', async () => {
    const machine = await openMachine();
    const outcome = await machine.begin({ script: 'kill -SEGV $$' }).outcome;
    expect(outcome).toMatchObject({ class: 'failure', exitCode: 139, signal: 'SIGSEGV' });
    expect(outcome.message).toBe('The command was ended by SIGSEGV (exit code 139).');
  });

  test('a killed program ends the same with and without a shell around it', async () => {
    const machine = await openMachine();
    const kill = "sh -c 'kill -9 $$'";
    const [alone, within, told] = await Promise.all(
      [kill, `${kill}\necho never`, 'exit 137'].map(
        async (script) => machine.begin({ script }).outcome,
      ),
    );
    const { message } = alone!;
    expect(message).toMatch(
      /^The command was killed \(SIGKILL, exit code 137\), .* memory ran out/,
    );
    for (const one of [alone, within, told]) {
      expect(one).toMatchObject({ class: 'failure', exitCode: 137, signal: 'SIGKILL', message });
    }
  });

  test('a command that runs too long ends as timeout', async () => {
    const machine = await openMachine();
    const clocks = { ...QUICK, timeoutMs: 300 };
    const outcome = await machine.begin({ script: 'sleep 600', clocks }).outcome;
    expect(outcome).toMatchObject({ status: 'failed', class: 'timeout', signal: 'SIGTERM' });
    expect(outcome.message).toMatch(/^Ended after 300ms, the step's timeout\. Raise timeout/);
  });

  test('a command that says nothing for too long ends as stall, one that speaks does not', async () => {
    const machine = await openMachine();
    const clocks = { ...QUICK, stallTimeoutMs: 4000 };
    const quiet = machine.begin({ script: 'echo begun; sleep 600', clocks });
    const lively = machine.begin({
      // It lasts longer than it may be silent, and on a busy machine too it speaks far more often.
      script: 'for i in $(seq 50); do echo $i; sleep 0.1; done',
      clocks,
    });
    expect(await quiet.outcome).toMatchObject({ status: 'failed', class: 'stall' });
    expect(await lively.outcome).toMatchObject({ status: 'succeeded' });
  });
});

describe.concurrent('how an attempt is ended', () => {
  test('cancelled and taken-back attempts have their own status', async () => {
    const machine = await openMachine();
    const [a, b] = [
      machine.begin({ script: 'echo up; sleep 600' }),
      machine.begin({ script: 'echo up; sleep 600' }),
    ];
    await Promise.all([a.printed('up'), b.printed('up')]);
    a.stop('cancel');
    b.stop('interrupt');
    expect(await a.outcome).toMatchObject({ status: 'cancelled', class: null, charged: false });
    expect(await b.outcome).toMatchObject({
      status: 'interrupted',
      class: 'spot-interruption',
      charged: true,
    });
  });

  test('an attempt that was cancelled before it began starts nothing', async () => {
    const machine = await openMachine();
    const attempt = machine.begin({
      script: 'echo up',
      workspace: await copyOf(machine, { 'a.txt': 'a' }),
    });
    attempt.stop('cancel');
    expect(await attempt.outcome).toMatchObject({ status: 'cancelled', workLostMs: null });
    expect(attempt.reports.map((report) => report.type)).toEqual(['ended']);
  });

  test('a command that does not heed SIGTERM is killed after the grace period, and the message says so', async () => {
    const machine = await openMachine();
    const script = `trap '' TERM; echo up; while :; do sleep 0.1; done`;
    const attempt = machine.begin({ script, clocks: QUICK });
    await attempt.printed('up');
    attempt.stop('cancel');
    expect(await attempt.outcome).toMatchObject({
      status: 'cancelled',
      signal: 'SIGKILL',
      message: 'Cancelled. It did not end within 300ms of SIGTERM and was killed.',
    });
  });

  test('kill ends a command at once, without SIGTERM', async () => {
    const machine = await openMachine();
    const attempt = machine.begin({
      script: `trap 'echo heard' TERM; echo up; while :; do sleep 0.1; done`,
    });
    await attempt.printed('up');
    attempt.kill();
    expect(await attempt.outcome).toMatchObject({ status: 'cancelled', signal: 'SIGKILL' });
    expect(attempt.lines()).not.toContain('heard');
  });

  test('kill cuts a grace period short', async () => {
    const machine = await openMachine();
    const clocks = { ...QUICK, gracePeriodMs: 600_000 };
    const attempt = machine.begin({
      script: `trap 'echo heard' TERM; echo up; while :; do sleep 0.1 || true; done`,
      clocks,
    });
    await attempt.printed('up');
    attempt.stop('cancel');
    await attempt.printed('heard');
    attempt.kill();
    expect(await attempt.outcome).toMatchObject({
      status: 'cancelled',
      signal: 'SIGKILL',
      message: 'Cancelled. It was killed, as asked, before its grace period of 10m was over.',
    });
  });
});

describe.concurrent('what an attempt says and leaves', () => {
  test('a full disk is infra, whether the command or the executor finds it', async () => {
    const machine = await openMachine();
    const told = 'echo "OSError: [Errno 28] No space left on device" >&2; exit 1';
    expect(await machine.begin({ script: told }).outcome).toMatchObject({
      class: 'infra',
      exitCode: 1,
    });
  });

  test('a disk that is full when a good command has ended is tried again, until there is room', async () => {
    const machine = await openMachine(refusing('ENOSPC', 1));
    const attempt = machine.begin({ script: 'echo 1 > m', outputs: [MODEL] });
    expect(await attempt.outcome).toMatchObject({
      status: 'succeeded',
      products: { artifacts: { m: { size: 2 } } },
    });
    expect(attempt.lines('system').join()).toContain(
      'The command ended well; it is saved again in 1s.',
    );
  });

  test('a disk that refuses whenever it is asked is a failure, which no other machine mends', async () => {
    const machine = await openMachine(refusing('EROFS', Infinity));
    const attempt = machine.begin({ script: 'echo 1 > m', outputs: [MODEL] });
    expect(await attempt.outcome).toMatchObject({ status: 'failed', class: 'failure' });
  });

  test('a shell that is not there, or is no shell, is a failure that says what to write', async () => {
    const machine = await openMachine();
    const missing = { script: 'x', shell: 'no-such-shell {0}', workingDirectory: '.' };
    const unknown = { script: 'x', shell: 'zsh', workingDirectory: '.' };
    expect((await machine.begin({ command: missing }).outcome).message).toBe(
      'no-such-shell is not on this machine (not found on PATH). Install it, or choose another shell.',
    );
    expect((await machine.begin({ command: unknown }).outcome).message).toBe(
      'shell "zsh" is not known. Write bash, sh, python, or a command with {0} where the script\'s file goes, as "node {0}".',
    );
  });

  test('messages tell how to add what a step does not see', async () => {
    const machine = await openMachine();
    const workspace = await copyOf(machine, { 'src/train.py': '', 'a.txt': '' }, ['a.txt']);
    const file = await machine.begin({ script: 'python3 src/train.py', workspace }).outcome;
    const module = await machine.begin({ script: 'python3 -c "import no_such_module"' }).outcome;
    const program = await machine.begin({ script: 'no-such-program' }).outcome;
    expect(file.message).toContain('a step sees its files and inputs only: add src/train.py to');
    expect(module.message).toContain('install no_such_module, or name it in a requirements file');
    expect(module.message).toContain("'no_such_module'\nhint: install");
    expect(program.message).toContain('a program was not found on PATH');
  });

  test('what the executor itself cannot do is infra, never an exception', async () => {
    const machine = await openMachine();
    const tree = 'sha256:none';
    const outcome = await machine.begin({ workspace: { mode: 'copy', tree, files: null } }).outcome;
    expect(outcome).toMatchObject({ status: 'failed', class: 'infra', exitCode: null });
    expect(outcome.message).toContain('is not a digest');
  });

  test('nothing of an attempt is left in its folders', async () => {
    const machine = await openMachine();
    const { existsSync } = await import('node:fs');
    const attempt = machine.begin({
      script: 'mkdir -p a/b; touch a/b/c; chmod 500 a/b a; touch "$TMPDIR/x"',
    });
    expect(await attempt.outcome).toMatchObject({ status: 'succeeded' });
    await waitUntil(() => !existsSync(attempt.folders.workspace));
    expect(existsSync(attempt.folders.scratch)).toBe(false);
  });
});

const MODEL = { name: 'm', type: 'file', path: 'm', optional: false } as const;

/** The disk refuses to store files so often. */
function refusing(code: string, times: number): (blobs: BlobStore) => BlobStore {
  let left = times;
  return (blobs) => ({
    missing: (digests) => blobs.missing(digests),
    putBytes: (bytes) => blobs.putBytes(bytes),
    getFile: (digest, path) => blobs.getFile(digest, path),
    getBytes: (digest, limit) => blobs.getBytes(digest, limit),
    putFile: async (path, digest) => {
      left -= 1;
      if (left >= 0) throw new StorageError(`Cannot save ${path}.`, code, null);
      await blobs.putFile(path, digest);
    },
  });
}
