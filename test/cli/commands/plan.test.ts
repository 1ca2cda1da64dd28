import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { init } from '../../../app/cli/commands/init.ts';
import { plan } from '../../../app/cli/commands/plan.ts';
import { captureIo } from '../capture-io.ts';

// What the cache knows of a fresh repository: nothing.
const nothingCached = () => Promise.resolve(new Map());

let root = '';
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'mlp-plan-'));
  await init(captureIo(root).io);
});
afterEach(() => rmSync(root, { recursive: true }));

type Change = { readonly param?: readonly string[]; readonly json?: true; readonly mermaid?: true };

async function run(pipeline: string, change: Change = {}) {
  const { io, out, err } = captureIo(root);
  const code = await plan(pipeline, { param: [], ...change }, io, nothingCached);
  return { code, out: out(), err: err() };
}

describe('plan', () => {
  test('shows the waves of the starter, found by its name', async () => {
    const { code, out, err } = await run('starter');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatchInlineSnapshot(`
      "starter  4 steps in 4 waves  ·  4 to run

      wave    step            because
         1  ● prepare   runs  nothing is known of an earlier run
         2  ● train     runs  what it is given is known only when its needs are over
         3  ● evaluate  runs  what it is given is known only when its needs are over
         4  ● register  runs  what it is given is known only when its needs are over
      "
    `);
  });

  test('is one document for a program', async () => {
    const { out } = await run('.mlpipelines/starter.yml', { json: true });
    expect(JSON.parse(out)).toMatchObject({
      format: 1,
      pipeline: 'starter',
      waves: [['prepare'], ['train'], ['evaluate'], ['register']],
      steps: [
        { key: 'prepare', id: 'prepare', cell: null, needs: [], runs: true },
        { key: 'train', needs: ['prepare'] },
        { key: 'evaluate', needs: ['prepare', 'train'] },
        { key: 'register', needs: ['evaluate', 'train'] },
      ],
    });
  });

  test('is a graph that GitHub draws', async () => {
    const { out } = await run('starter', { mermaid: true });
    expect(out).toMatch(/^flowchart LR\n {2}n0\["prepare"\]:::live\n/);
  });

  test('takes params, and refuses what they may not be', async () => {
    expect((await run('starter', { param: ['epochs=5'] })).code).toBe(0);
    const { code, err } = await run('starter', { param: ['epochs=0', 'nope=1'] });
    expect(code).toBe(2);
    expect(err).toContain('--param epochs');
    expect(err).toContain('--param nope');
    await expect(run('starter', { param: ['epochs'] })).rejects.toThrow(
      '--param epochs has no value',
    );
  });

  test('shows the problems of a file that cannot be run, on stderr', async () => {
    writeFileSync(join(root, '.mlpipelines/bad.yml'), 'name: bad\nsteps: {}\n');
    const { code, out, err } = await run('bad');
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('.mlpipelines/bad.yml:2:');
  });

  test('suggests the name that was meant', async () => {
    await expect(run('startre')).rejects.toMatchObject({ hint: 'Did you mean starter?' });
  });
});
