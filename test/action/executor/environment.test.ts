import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openMachine } from './begin-attempt.ts';

describe.concurrent('the environment of a step', () => {
  test('has what a step needs and nothing else of the process that runs it', async () => {
    const variables = {
      AWS_SECRET_ACCESS_KEY: 'leak',
      GITHUB_TOKEN: 'leak',
      NODE_OPTIONS: '--no-warnings',
      PYTHONPATH: '/leak',
      LC_TIME: 'C',
      CUDA_VISIBLE_DEVICES: '1',
      https_proxy: 'http://proxy.example:3128',
    };
    const machine = await openMachine();
    const step = { key: 'train[seed=1]', id: 'train', cell: { seed: 1 } };
    const attempt = machine.begin(
      {
        script: `env -0 | tr '\\n\\0' ' \\n'`,
        step,
        attempt: 3,
        env: { EPOCHS: '5' },
        secrets: { WANDB: 'w4ndb-key' },
        limits: { memoryBytes: null, gpuCount: 2 },
      },
      variables,
    );
    await attempt.outcome;
    const seen = Object.fromEntries(
      attempt
        .lines('stdout')
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
    const { scratch } = attempt.folders;
    expect(seen).toMatchObject({
      CI: 'true',
      EPOCHS: '5',
      WANDB: '***',
      LC_TIME: 'C',
      CUDA_VISIBLE_DEVICES: '1',
      https_proxy: 'http://proxy.example:3128',
      MLPIPELINES_RUN_ID: '01jtestrun',
      MLPIPELINES_RUN_NUMBER: '7',
      MLPIPELINES_STEP: 'train',
      MLPIPELINES_CELL: '{"seed":1}',
      MLPIPELINES_ATTEMPT: '3',
      MLPIPELINES_GPU_COUNT: '2',
      MLPIPELINES_RESUMED_FROM: '',
      MLPIPELINES_OUTPUT: `${scratch}/output`,
      GITHUB_OUTPUT: `${scratch}/output`,
      MLPIPELINES_SUMMARY: `${scratch}/summary`,
      GITHUB_STEP_SUMMARY: `${scratch}/summary`,
    });
    const allowed =
      /^(?:PATH|HOME|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|CUDA\w*|NVIDIA\w*|\w+_proxy|CI|MLPIPELINES_\w+|GITHUB_(?:OUTPUT|STEP_SUMMARY)|EPOCHS|WANDB)$/i;
    // What bash itself adds.
    const ofShell = new Set(['PWD', 'OLDPWD', 'SHLVL', '_']);
    expect(Object.keys(seen).filter((name) => !allowed.test(name) && !ofShell.has(name))).toEqual(
      [],
    );
  });

  test('has what the step names as the machine has it, but nothing of the job that runs it', async () => {
    const variables = {
      LD_LIBRARY_PATH: '/opt/lib',
      HF_HOME: '/data/hf',
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'leak',
      INPUT_SECRETS: 'leak',
    };
    const machine = await openMachine();
    const machineEnv = ['LD_LIBRARY_PATH', 'CONDA_PREFIX', ...Object.keys(variables).slice(2)];
    const attempt = machine.begin({ script: 'env', machineEnv }, variables);
    await attempt.outcome;
    const seen = attempt.lines('stdout');
    expect(seen).toContain('LD_LIBRARY_PATH=/opt/lib');
    expect(seen.filter((line) => /leak|CONDA|HF_HOME/.test(line))).toEqual([]);
  });

  test('TMPDIR is a folder of its own, short enough for sockets, gone afterwards', async () => {
    const machine = await openMachine();
    const script = `python3 -c '
import os, socket, tempfile
folder = tempfile.mkdtemp()
s = socket.socket(socket.AF_UNIX)
s.bind(os.path.join(folder, "listener-abcdefgh"))
print(tempfile.gettempdir())'`;
    const first = machine.begin({ script });
    const second = machine.begin({ script });
    expect([await first.outcome, await second.outcome].map((one) => one.status)).toEqual([
      'succeeded',
      'succeeded',
    ]);
    const folders = [...first.lines('stdout'), ...second.lines('stdout')];
    expect(new Set(folders).size).toBe(2);
    expect(folders.filter((folder) => existsSync(folder))).toEqual([]);
  });

  test.each([
    ['bash', 'set -o | grep -Eq "^pipefail\\s+on" && [[ $- == *e* ]] && echo ok'],
    ['sh', 'echo ok'],
    ['python', 'import sys\nprint("ok", sys.argv[0].endswith(".py"))'],
    ['python3 -B {0}', 'import sys; print("ok", sys.dont_write_bytecode)'],
    ['node --no-warnings {0}', 'console.log("ok", process.argv.length)'],
  ])('shell %s runs a script', async (shell, script) => {
    const machine = await openMachine();
    const attempt = machine.begin({ command: { script, shell, workingDirectory: '.' } });
    expect(await attempt.outcome).toMatchObject({ status: 'succeeded' });
    expect(attempt.lines('stdout')).toEqual([expect.stringMatching(/^ok/)]);
  });

  test('a script longer than an argument may be still runs', async () => {
    const machine = await openMachine();
    const attempt = machine.begin({ script: `: ${'x'.repeat(200_000)}\necho ran` });
    expect(await attempt.outcome).toMatchObject({ status: 'succeeded' });
    expect(attempt.lines('stdout')).toEqual(['ran']);
  });

  test('a step reads nothing from its input', async () => {
    const machine = await openMachine();
    const attempt = machine.begin({ script: 'wc -c' });
    await attempt.outcome;
    expect(attempt.lines('stdout').map((line) => line.trim())).toEqual(['0']);
  });

  test('working-directory is where the command starts; one that leads out or is missing is named', async () => {
    const machine = await openMachine();
    const { digest } = await machine.store({ 'src/a.txt': 'a' });
    const workspace = { mode: 'copy' as const, tree: digest, files: null };
    const inFolder = (workingDirectory: string, script = 'ls') =>
      machine.begin({ workspace, command: { script, shell: 'bash', workingDirectory } });
    const good = inFolder('src');
    expect(await good.outcome).toMatchObject({ status: 'succeeded' });
    expect(good.lines('stdout')).toEqual(['a.txt']);
    expect((await inFolder('lib').outcome).message).toMatch(
      /^working-directory lib is not among what the step sees/,
    );
    expect((await inFolder('../..').outcome).message).toMatch(
      /^working-directory \.\.\/\.\. leads out/,
    );
  });
});
