import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { copyOf, openMachine, plant } from './begin-attempt.ts';
import type { Files } from './begin-attempt.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';

const FIND = `find . -mindepth 1 \\( -type f -o -type l \\) | sort`;

describe.concurrent('the workspace', () => {
  test('holds the files that the step names, and no others', async () => {
    const machine = await openMachine();
    const files = {
      'src/train.py': '',
      'src/common/io.py': '',
      'src/deploy.py': '',
      'README.md': '',
    };
    const attempt = machine.begin({
      script: FIND,
      workspace: await copyOf(machine, files, ['src/train.py', 'src/common/**', 'src/nothing.py']),
    });
    expect(await attempt.outcome).toMatchObject({ status: 'succeeded' });
    expect(attempt.lines('stdout')).toEqual(['./src/common/io.py', './src/train.py']);
    expect(attempt.lines('system')).toEqual([
      'files: src/nothing.py matches nothing in the repository.',
    ]);
  });

  test('is a copy: what a step does to it reaches neither the store nor another step', async () => {
    const machine = await openMachine();
    const workspace = await copyOf(machine, { 'run.sh': 'echo one', 'data.txt': 'one' });
    const script = 'cat data.txt; echo two > data.txt; rm run.sh';
    const first = machine.begin({ script, workspace });
    await first.outcome;
    const second = machine.begin({ script, workspace });
    await second.outcome;
    expect([first.lines('stdout'), second.lines('stdout')]).toEqual([['one'], ['one']]);
  });

  test('in place the command runs in the repository and leaves it there', async () => {
    const machine = await openMachine();
    const repository = join(machine.folder, 'repository');
    plant(repository, { 'a.txt': 'a' });
    const attempt = machine.begin({ script: 'cat a.txt; echo b > b.txt', workspace: IN_PLACE });
    expect(await attempt.outcome).toMatchObject({ status: 'succeeded' });
    expect(attempt.lines('stdout')).toEqual(['a']);
    expect(readFileSync(join(repository, 'b.txt'), 'utf8')).toBe('b\n');
  });
});

describe.concurrent('inputs', () => {
  test('lie at their paths, read-only unless writable, and by name in MLPIPELINES_INPUTS_DIR', async () => {
    const machine = await openMachine();
    const train = await machine.store({ 'part/0.csv': 'x', 'part/1.csv': 'y' });
    const script = `${FIND}; python3 -c 'import os; [print(oct(os.stat(p + "/part/0.csv").st_mode)[-3:]) for p in ("data/train", "work")]'; cat "$MLPIPELINES_INPUTS_DIR/train/part/1.csv"`;
    const attempt = machine.begin({
      script,
      workspace: await copyOf(machine, { 'a.txt': '' }),
      inputs: [
        anInput('train', 'data/train', train.digest),
        { ...anInput('work', 'work', train.digest), writable: true },
      ],
    });
    expect(await attempt.outcome).toMatchObject({ status: 'succeeded' });
    expect(attempt.lines('stdout')).toEqual([
      './a.txt',
      './data/train/part/0.csv',
      './data/train/part/1.csv',
      './work/part/0.csv',
      './work/part/1.csv',
      '444',
      '644',
      'y',
    ]);
  });

  test('of a matrix step are one folder a cell, and an index', async () => {
    const machine = await openMachine();
    const [one, two] = [await machine.store({ m: '1' }), await machine.store({ m: '2' })];
    const index = { path: 'models/cells.json', text: '[{"folder":"1"},{"folder":"2"}]' };
    const parts = [
      { digest: one.digest, path: 'models/1', single: false },
      { digest: two.digest, path: 'models/2', single: false },
    ];
    const attempt = machine.begin({
      script: `${FIND}; cat models/cells.json`,
      workspace: await copyOf(machine, {}),
      inputs: [{ name: 'models', path: 'models', parts, index, writable: false }],
    });
    expect(await attempt.outcome).toMatchObject({ status: 'succeeded' });
    expect(attempt.lines('stdout')).toEqual([
      './models/1/m',
      './models/2/m',
      './models/cells.json',
      index.text,
    ]);
  });

  test('may lie in one another, whatever their order', async () => {
    const machine = await openMachine();
    const [outer, inner] = [await machine.store({ a: '1' }), await machine.store({ b: '2' })];
    const attempt = machine.begin({
      script: FIND,
      workspace: await copyOf(machine, {}),
      inputs: [
        anInput('inner', 'data/inner', inner.digest),
        anInput('outer', 'data', outer.digest),
      ],
    });
    expect(await attempt.outcome).toMatchObject({ status: 'succeeded' });
    expect(attempt.lines('stdout')).toEqual(['./data/a', './data/inner/b']);
  });

  test.each([
    ['a file of the repository', { 'data/train/old.csv': 'old' }],
    ['a file that is a folder of its path', { data: 'old' }],
  ])('that would overwrite %s are refused', async (_what, files: Files) => {
    const machine = await openMachine();
    const { digest } = await machine.store({ 'new.csv': 'new' });
    const outcome = await machine.begin({
      workspace: await copyOf(machine, files),
      inputs: [anInput('train', 'data/train', digest)],
    }).outcome;
    expect(outcome).toMatchObject({ status: 'failed', class: 'failure' });
    expect(outcome.message).toMatch(
      /^input train goes to data\/train, where a file of the repository or another input/,
    );
  });

  test('in place are left alone when they are there, replaced when stored, never at the cost of other files', async () => {
    const machine = await openMachine();
    const repository = join(machine.folder, 'repository');
    const [old, fresh] = [await machine.store({ x: 'old' }), await machine.store({ x: 'new' })];
    const read = (digest: string) =>
      machine.begin({
        script: 'cat data/x',
        workspace: IN_PLACE,
        inputs: [anInput('d', 'data', digest)],
      });
    plant(join(repository, 'data'), { x: 'old' });
    const before = statSync(join(repository, 'data/x')).ino;
    expect(await read(old.digest).outcome).toMatchObject({ status: 'succeeded' });
    expect(statSync(join(repository, 'data/x')).ino).toBe(before);
    const both = [read(fresh.digest), read(fresh.digest)];
    for (const one of both) expect(await one.outcome).toMatchObject({ status: 'succeeded' });
    expect(both.map((one) => one.lines('stdout'))).toEqual([['new'], ['new']]);
    plant(join(repository, 'data'), { x: 'written by hand' });
    expect((await read(fresh.digest).outcome).message).toMatch(
      /other files lie there that no run has stored/,
    );
    expect(readFileSync(join(repository, 'data/x'), 'utf8')).toBe('written by hand');
  });

  test('in place bring an index that replaces one of an earlier run, and no file of anybody else', async () => {
    const machine = await openMachine();
    const { digest } = await machine.store({ m: '1' });
    const models = join(machine.folder, 'repository', 'models');
    const parts = [{ digest, path: 'models/1', single: false }];
    const read = (text: string) =>
      machine.begin({
        script: 'cat models/cells.json models/1/m',
        workspace: IN_PLACE,
        inputs: [
          {
            name: 'models',
            path: 'models',
            parts,
            index: { path: 'models/cells.json', text },
            writable: false,
          },
        ],
      });
    plant(models, { 'cells.json': '{"mine": 1}' });
    const { message } = await read('[1]\n').outcome;
    expect(message).toMatch(
      /^input models goes to models\/cells\.json, but other files lie there that no run has stored/,
    );
    expect(readFileSync(join(models, 'cells.json'), 'utf8')).toBe('{"mine": 1}');
    rmSync(join(models, 'cells.json'));
    for (const text of ['[1]\n', '[2]\n', '[2]\n']) {
      const attempt = read(text);
      expect(await attempt.outcome).toMatchObject({ message: null });
      expect(attempt.lines('stdout')).toEqual([text.trim(), '1']);
    }
  });

  test('in place never take the place of links, empty folders and modes that nobody has stored', async () => {
    const machine = await openMachine();
    const data = join(machine.folder, 'repository', 'data');
    const { digest } = await machine.store({ x: 'x' });
    await machine.store({ other: 'x' });
    const inputs = [anInput('d', 'data', digest)];
    const additions = [
      () => symlinkSync('x', join(data, 'link')),
      () => mkdirSync(join(data, 'empty')),
      () => chmodSync(join(data, 'x'), 0o755),
    ];
    for (const add of additions) {
      rmSync(data, { recursive: true, force: true });
      plant(data, { x: 'x' });
      add();
      const { message } = await machine.begin({ workspace: IN_PLACE, inputs }).outcome;
      expect(message).toMatch(/other files lie there that no run has stored/);
    }
    expect(statSync(join(data, 'x')).mode & 0o100).not.toBe(0);
  });

  test('that are damaged or gone are lost input and leave nothing behind', async () => {
    const machine = await openMachine();
    const attempt = machine.begin({
      workspace: await copyOf(machine, {}),
      inputs: [anInput('d', 'data', `sha256:${'1'.repeat(64)}`)],
    });
    expect(await attempt.outcome).toMatchObject({ class: 'lost-input', exitCode: null });
    expect(existsSync(attempt.folders.workspace)).toBe(false);
  });
});

const IN_PLACE = { mode: 'in-place' as const, tree: null, files: null };

function anInput(name: string, path: string, digest: string): Ticket['inputs'][number] {
  return { name, path, parts: [{ digest, path, single: false }], index: null, writable: false };
}
