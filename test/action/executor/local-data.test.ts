import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hashTree } from '../../../content/save-tree.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { copyOf, openMachine, plant, type BegunAttempt } from './begin-attempt.ts';

const OUTPUT = { name: 'o', type: 'file', path: 'o.txt', optional: false } as const;

type Asked = { readonly script: string; readonly path?: string } & Partial<
  Pick<Ticket['inputs'][number], 'writable'> & Pick<Ticket, 'workspace'>
>;

/** A machine with data that git ignores, and steps that are prepared for it as it is there. */
async function openWithData() {
  const machine = await openMachine();
  const repository = join(machine.folder, 'repository');
  plant(repository, { 'data/raw/a.csv': '1\n2\n' });
  const data = join(repository, 'data/raw');
  const { digest } = await hashTree(data, { within: repository });
  const begin = async (asked: Asked): Promise<BegunAttempt> => {
    const { script, path = 'data/raw', writable = false } = asked;
    const reference = { digest, path: 'data/raw' };
    return machine.begin({
      script,
      workspace: asked.workspace ?? (await copyOf(machine, { 'src/a.py': '' })),
      inputs: [{ name: 'raw', parts: [], reference, index: null, path, writable }],
      outputs: [OUTPUT],
    });
  };
  return { repository, data, begin };
}

describe.concurrent('data that is read where it lies', () => {
  test('is found at the path of the input, and not copied', async () => {
    const { data, begin } = await openWithData();
    const script = 'cat data/raw/a.csv; (cd data/raw && pwd -P) > o.txt; cat o.txt';
    const attempt = await begin({ script });
    expect(await attempt.outcome).toMatchObject({ status: 'succeeded' });
    expect(attempt.lines('stdout')).toEqual(['1', '2', data]);
    const elsewhere = await begin({ script: 'cat in/x/a.csv | tee o.txt', path: 'in/x' });
    expect(await elsewhere.outcome).toMatchObject({ status: 'succeeded' });
    expect(readFileSync(join(data, 'a.csv'), 'utf8')).toBe('1\n2\n');
  });

  test('fails a step during which it changed, whoever wrote to it, and nothing is kept', async () => {
    const { begin } = await openWithData();
    const attempt = await begin({ script: 'echo 3 >> data/raw/a.csv; echo hi > o.txt' });
    const outcome = await attempt.outcome;
    expect(outcome).toMatchObject({ status: 'failed', class: 'failure' });
    expect(outcome.message).toContain('input raw: data/raw changed while the step ran');
    expect(outcome.products.artifacts).toEqual({});
  });

  test('fails a step before its command where it is other than the run was prepared for', async () => {
    const { data, begin } = await openWithData();
    writeFileSync(join(data, 'b.csv'), '');
    const attempt = await begin({ script: 'echo ran | tee o.txt' });
    expect((await attempt.outcome).message).toContain('changed since this run was prepared');
    expect(attempt.lines('stdout')).toEqual([]);
  });

  test('is refused where a link leads out of the repository', async () => {
    const { data, begin } = await openWithData();
    symlinkSync('/etc', join(data, 'etc'));
    const attempt = await begin({ script: 'echo ran | tee o.txt' });
    expect((await attempt.outcome).message).toMatch(/data\/raw cannot be read: The link etc →/);
  });

  test('never lies over a file of the repository', async () => {
    const { begin } = await openWithData();
    const attempt = await begin({ script: 'true', path: 'src' });
    expect((await attempt.outcome).message).toContain('input raw goes to src, where');
  });
});

describe.concurrent('data of this machine, in place', () => {
  const workspace = { mode: 'in-place', tree: null, files: null } as const;

  test('stays where it is', async () => {
    const { begin } = await openWithData();
    const attempt = await begin({ script: 'cat data/raw/a.csv | tee o.txt', workspace });
    expect(await attempt.outcome).toMatchObject({ status: 'succeeded' });
  });

  test('is not given to a step that may change it', async () => {
    const { begin } = await openWithData();
    const attempt = await begin({ script: 'true', workspace, writable: true });
    expect((await attempt.outcome).message).toContain('in place the step would change data/raw');
  });
});
