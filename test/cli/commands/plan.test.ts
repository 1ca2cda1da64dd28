import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { init } from '../../../app/cli/commands/init.ts';
import { plan } from '../../../app/cli/commands/plan.ts';
import { captureIo } from '../capture-io.ts';

let root = '';
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'mlp-plan-'));
  await init(captureIo(root).io);
});
afterEach(() => rmSync(root, { recursive: true }));

const GPU = `name: gpu
steps:
  train: { resources: { gpu: { type: [a10g, l4], memory: 24Gi }, memory: 32Gi, max-price: 1.50 USD }, run: x }
  huge: { resources: { gpu: { count: 16 } }, run: x }
  paid: { resources: { gpu: { type: [h100] }, reservation: cr-0123456789abcdef0 }, run: x }
`;

type Change = Partial<Parameters<typeof plan>[1]>;

async function run(pipeline: string, change: Change = {}) {
  const { io, out, err } = captureIo(root);
  const code = await plan(pipeline, { cache: true, container: true, ...change }, io);
  return { code, out: out(), err: err() };
}

describe('plan', () => {
  test('shows the waves of the starter, found by its name', async () => {
    const { code, out, err } = await run('starter');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatchInlineSnapshot(`
      "starter  4 steps in 4 waves  ·  4 to run

      wave    step            because                                                      copies
         1  ● prepare   runs  it has not run here before                            1 file, 936 B
         2  ● train     runs  it has not run here before                         2 files, 2.1 KiB
         3  ● evaluate  runs  it has not run here before                         2 files, 1.6 KiB
         4  ● register  runs  what it does to the registry is done in every run
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

  test('says which machines steps could get, what those cost, and why others fell out', async () => {
    writeFileSync(join(root, '.mlpipelines/gpu.yml'), GPU);
    const { out, err } = await run('gpu');
    expect(out.slice(out.indexOf('On EC2'), out.indexOf('On this machine'))).toMatchInlineSnapshot(`
      "On EC2  an hour in us-east-1, on demand of 2026-07-20, spot of 2025-05-28
        train  g6.2xlarge ($0.978, spot $0.411), g5.2xlarge ($1.212, spot $0.436), g6.4xlarge ($1.323, spot $0.595); 6 more
               for a pull request on demand: about $5.91 and 6h 03m, against $3.68 and 6h 48m on spot; it has not succeeded before; these figures are for its whole \`timeout\`
               40 types fell out: 30 with another GPU, 7 over max-price, 2 with less memory, 1 with a share of a GPU
        huge   no known type fits
               49 types fell out: 48 with fewer GPUs, 1 with a share of a GPU
        paid   first in cr-0123456789abcdef0, else p5.4xlarge ($6.88), p5.48xlarge ($55.04, spot $25.563)
               for a pull request on demand: about $41.62 and 6h 03m, against $143.70 and 6h 48m on spot; it has not succeeded before; these figures are for its whole \`timeout\`
               47 types fell out: 46 with another GPU, 1 with a share of a GPU

      Cost on GitHub  by how long steps took here
        at most $339.71 (by price and timeout, since no earlier run tells how long train and paid take), the price of huge is not known, 0 of 3 steps cached

      "
    `);
    expect(err).toBe(
      [
        'warning: huge: no known type of machine has what `resources` asks for; nearest is g5.48xlarge, which has 8 GPUs. Ask for less, or name a runner of your own by `runs-on`\n',
        'warning: paid: `resources.reservation` names cr-0123456789abcdef0, which `machines.reservations` of .github/mlpipelines.yml does not list. Add it there, on the default branch, or leave it out\n',
      ].join(''),
    );
    const document = JSON.parse((await run('gpu', { json: true })).out);
    expect(document.machines).toMatchObject({
      region: 'us-east-1',
      steps: [
        { step: 'train', spot: 'prefer', nearest: null },
        { step: 'huge', candidates: [], nearest: { type: 'g5.48xlarge', has: ['8 GPUs'] } },
        { step: 'paid', reservation: { id: 'cr-0123456789abcdef0', isAllowed: false } },
      ],
    });
    expect((await run('starter')).out).not.toContain('On EC2');
  });

  test('reads of the policy of this checkout which types may be', async () => {
    writeFileSync(join(root, '.mlpipelines/gpu.yml'), GPU);
    mkdirSync(join(root, '.github'), { recursive: true });
    writeFileSync(join(root, '.github/mlpipelines.yml'), 'machines: { types: [g5.2xlarge] }\n');
    const { out } = await run('gpu');
    expect(out).toContain('train  g5.2xlarge ($1.212, spot $0.436)\n');
    expect(out).toContain('not allowed by the policy');
    writeFileSync(join(root, '.github/mlpipelines.yml'), 'machines: { types: g5 }\n');
    expect((await run('gpu')).err).toContain('on GitHub no machine is started until');
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

  test('takes the choices of a run, and refuses those that exclude each other', async () => {
    await expect(run('starter', { from: 'train' })).rejects.toThrow(
      'prepare is above train and has not succeeded',
    );
    await expect(run('starter', { failed: true })).rejects.toThrow('starter has not run here yet');
    await expect(run('starter', { failed: true, from: 'train' })).rejects.toThrow(
      '--failed and --from cannot be combined',
    );
    await expect(run('starter', { failed: true, cache: false })).rejects.toThrow(
      '--failed and --no-cache cannot be combined',
    );
    await expect(run('starter', { cache: ['trian'] })).rejects.toMatchObject({
      hint: 'Did you mean train?',
    });
  });

  test('asks for data of this machine only where a step that runs reads it', async () => {
    const text = `name: raw
steps:
  ingest:
    inputs: { raw: { uri: ./raw } }
    run: cp raw o
    outputs: { o: { type: file, path: o } }
  train: { inputs: { o: ingest.o }, run: cat o }
`;
    writeFileSync(join(root, '.mlpipelines/raw.yml'), text);
    const whole = await run('raw');
    expect([whole.code, whole.err]).toEqual([2, expect.stringContaining('nothing at ./raw')]);
    expect((await run('raw', { from: 'ingest' })).err).toContain('nothing at ./raw');
    await expect(run('raw', { from: 'train' })).rejects.toThrow('ingest is above train');
  });

  test('suggests the name that was meant', async () => {
    await expect(run('startre')).rejects.toMatchObject({ hint: 'Did you mean starter?' });
  });
});
