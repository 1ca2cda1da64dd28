import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hashTree } from '../../../content/save-tree.ts';
import { openMachine, plant } from './begin-attempt.ts';
import type { Machine } from './begin-attempt.ts';

// Stands for docker: keeps its ways of being called (run, kill, rm), and runs the command as a process of this machine.
const DOCKER = `#!/bin/bash
state=$(dirname "$0")
echo "$@" >> "$state/calls"
case $1 in
  run)
    shift
    while [ "$1" != an-image ]; do
      [ "$1" = --name ] && name=$2
      [ "$1" = --workdir ] && cd "$2"
      shift
    done
    shift
    set -m; "$@" & echo $! > "$state/$name"
    wait $!; code=$?
    while kill -0 "$(cat "$state/$name")" 2>/dev/null; do wait "$(cat "$state/$name")"; code=$?; done
    rm "$state/$name"; exit $code ;;
  kill) kill -s "\${3#SIG}" -- "-$(cat "$state/$4" 2>/dev/null)" 2>/dev/null ;;
  rm) kill -9 -- "-$(cat "$state/$3")" 2>/dev/null ;;
esac
`;
const container = { image: 'an-image', options: '--ipc=host --label "a b"' };

describe.concurrent('a step in a container', () => {
  test('runs its script where the workspace lies, with its environment and no other', async () => {
    const machine = await openMachine();
    const { bin, begin } = engineOf(machine);
    const script = 'echo "$PWD $EPOCHS"; cat; echo a > out.txt; echo n=1 >> "$MLPIPELINES_OUTPUT"';
    const attempt = begin({
      script,
      container,
      env: { EPOCHS: '5\n6' },
      secrets: { TOKEN: 'very-secret' },
      python: { version: null, requirements: [] },
      limits: { memoryBytes: 2 ** 30, gpuCount: 1 },
      outputs: [
        { name: 'n', type: 'number', path: null, optional: false },
        { name: 'out', type: 'file', path: 'out.txt', optional: false },
      ],
    });
    const outcome = await attempt.outcome;
    expect(outcome).toMatchObject({ status: 'succeeded', products: { outputs: { n: 1 } } });
    expect(attempt.lines('stdout')).toEqual([`${attempt.folders.workspace} 5`, '6']);
    expect(attempt.lines('system')).toEqual([
      'python is left to the container: what its image has is used.',
    ]);
    const call = readFileSync(join(bin, 'calls'), 'utf8');
    const { workspace, scratch } = attempt.folders;
    expect(call).toMatch(/^run --rm --init --name mlp-01jtestrun-/);
    expect(call).toContain(
      `--volume ${workspace}:${workspace} --volume ${scratch}:${scratch} --workdir ${workspace}`,
    );
    expect(call).toContain('--memory 1073741824 --gpus all');
    expect(call).toContain('--env TOKEN ');
    expect(call).toContain(
      `--ipc=host --label a b an-image bash --noprofile --norc -e -o pipefail ${scratch}/script.sh`,
    );
    expect(call).not.toContain('very-secret');
    expect(call).not.toMatch(/--env (?:PATH|HOME) /);
  });

  test('is given what it only reads of the machine read-only, where it lies', async () => {
    const machine = await openMachine();
    const { bin, begin } = engineOf(machine);
    const repository = join(machine.folder, 'repository');
    plant(repository, { 'data/a.csv': '1\n' });
    const { digest } = await hashTree(join(repository, 'data'), { within: repository });
    const reference = { digest, path: 'data' };
    const input = { name: 'raw', parts: [], reference, index: null, path: 'in', writable: false };
    const attempt = begin({ script: 'cat in/a.csv', container, inputs: [input] });
    expect(await attempt.outcome).toMatchObject({ status: 'succeeded' });
    expect(attempt.lines('stdout')).toEqual(['1']);
    const data = join(repository, 'data');
    expect(readFileSync(join(bin, 'calls'), 'utf8')).toContain(`--volume ${data}:${data}:ro `);
  });

  test('is ended by name: SIGTERM, then removed after the grace period', async () => {
    const machine = await openMachine();
    const { bin, begin } = engineOf(machine);
    const clocks = { timeoutMs: 60_000, stallTimeoutMs: null, gracePeriodMs: 500 };
    const gentle = begin({
      script: `trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.1; done`,
      container,
      clocks,
    });
    await gentle.printed('up');
    gentle.stop('cancel');
    expect(await gentle.outcome).toMatchObject({ status: 'cancelled', message: 'Cancelled.' });
    expect(gentle.lines('stdout')).toEqual(['up', 'bye']);
    const stubborn = begin({
      script: `trap '' TERM; echo up; while :; do sleep 0.1; done`,
      container,
      clocks,
    });
    await stubborn.printed('up');
    stubborn.stop('cancel');
    expect((await stubborn.outcome).message).toMatch(/was killed\.$/);
    expect(readFileSync(join(bin, 'calls'), 'utf8')).toMatch(
      /rm --force mlp-01jtestrun-\d+-\d+\n$/,
    );
  });

  test('says what to do where there is neither docker nor podman', async () => {
    const machine = await openMachine();
    const variables = { PATH: join(machine.folder, 'nothing') };
    expect(await machine.begin({ container }, variables).outcome).toMatchObject({
      class: 'failure',
      message:
        'The step has a container, but neither docker nor podman is on this machine. Install one of them, or run with --no-container.',
    });
  });
});

function engineOf(machine: Machine): { bin: string; begin: Machine['begin'] } {
  const bin = join(machine.folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'docker'), DOCKER);
  chmodSync(join(bin, 'docker'), 0o755);
  const variables = { PATH: `${bin}:${process.env['PATH']}` };
  return { bin, begin: (ticket) => machine.begin(ticket, variables) };
}
