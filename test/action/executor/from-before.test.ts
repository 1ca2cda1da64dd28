import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { saveTree } from '../../../content/save-tree.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { openMachine, plant } from './begin-attempt.ts';

const IN_PLACE = { mode: 'in-place' as const, tree: null, files: null };
const MODEL = { name: 'model', type: 'model' as const, path: 'model', optional: false };
const METRICS = { path: 'metrics.json', live: null };

describe.concurrent('what lay there before the command', () => {
  test('in place is no product of it, however new it is; what it writes again is', async () => {
    const machine = await openMachine();
    plant(join(machine.folder, 'repository'), { a: '' });
    const step = { workspace: IN_PLACE, outputs: [MODEL], metrics: METRICS, plots: ['p/*.svg'] };
    const write = `mkdir -p model p; echo w > model/w; echo x > p/a.svg; echo '{"auc": 1}' > metrics.json`;
    const plotsOf = ({ reports }: ReturnType<typeof machine.begin>) =>
      reports.flatMap((report) => (report.type === 'material' ? [report.plots?.files] : []));
    const first = machine.begin({ ...step, script: write });
    expect(await first.outcome).toMatchObject({ message: null, products: { metrics: { auc: 1 } } });
    expect(plotsOf(first)).toEqual([1]);
    const idle = machine.begin({ ...step, script: 'touch model/tmp; rm model/tmp' });
    expect((await idle.outcome).message).toMatch(/did not write its metrics/);
    expect(plotsOf(idle)).toEqual([]);
    const model = await machine.begin({ ...step, metrics: null }).outcome;
    expect(model.message).toMatch(
      /left nothing at model, its output model: what lies there is from before/,
    );
    const failed = await machine.begin({ ...step, script: 'exit 1' }).outcome;
    expect(failed.products.metrics).toEqual({});
    const again = machine.begin({ ...step, script: write });
    expect(await again.outcome).toMatchObject({ message: null, products: { metrics: { auc: 1 } } });
    expect(plotsOf(again)).toEqual([1]);
  });

  test('is no product of it where it is an input that it may write to, unless it did', async () => {
    const machine = await openMachine();
    const { digest } = await machine.store({ w: 'old', 'metrics.json': '{"auc": 1}' });
    const given = { name: 'given', path: 'model', index: null, writable: true };
    const step = {
      inputs: [{ ...given, parts: [{ digest, path: 'model', single: false }] }],
      outputs: [MODEL],
      metrics: { path: 'model/metrics.json', live: null },
    };
    const idle = await machine.begin({ ...step, script: 'cat model/w' }).outcome;
    expect(idle.message).toMatch(/did not write its metrics, model\/metrics\.json: what lies/);
    const model = await machine.begin({ ...step, metrics: null }).outcome;
    expect(model.message).toMatch(/left nothing at model/);
    const script = `echo new > model/w; echo '{"auc": 2}' > model/metrics.json`;
    const wrote = await machine.begin({ ...step, script }).outcome;
    expect(wrote).toMatchObject({ message: null, products: { metrics: { auc: 2 } } });
  });
});

describe.concurrent('attempts in place at the same time', () => {
  const train = (seed: number): Partial<Ticket> & { script: string } => ({
    step: { key: `train[${seed}]`, id: 'train', cell: { seed } },
    script: `mkdir -p model; echo ${seed} > model/w; sleep 0.2; echo '{"seed": ${seed}}' > metrics.json; sleep 0.1`,
    workspace: IN_PLACE,
    outputs: [MODEL],
    metrics: METRICS,
  });

  test('that write to the same place go one after the other, each with what is its own', async () => {
    const machine = await openMachine();
    plant(join(machine.folder, 'repository'), { a: '' });
    const both = [1, 2].map((seed) => machine.begin(train(seed)));
    const [one, two] = await Promise.all(both.map(({ outcome }) => outcome));
    const digestOf = async (text: string) => {
      plant(join(machine.folder, 'other'), { w: text });
      return (await saveTree(machine.blobs, join(machine.folder, 'other'))).digest;
    };
    expect([one?.products, two?.products]).toMatchObject([
      { metrics: { seed: 1 }, artifacts: { model: { digest: await digestOf('1\n') } } },
      { metrics: { seed: 2 }, artifacts: { model: { digest: await digestOf('2\n') } } },
    ]);
    expect(both[1]?.lines('system')).toEqual(['Waits for train[1]: in place both work at model.']);
  });

  test('that only read the same run at once, and one that waits can be cancelled', async () => {
    const machine = await openMachine();
    const { digest } = await machine.store({ w: '1' });
    const inputs = [
      {
        name: 'm',
        path: 'model',
        index: null,
        writable: false,
        parts: [{ digest, path: 'model', single: false }],
      },
    ];
    plant(join(machine.folder, 'repository'), { a: '' });
    const readers = ['touch r1; until [ -e r2 ] && [ -e go ]', 'touch r2; until [ -e r1 ]'].map(
      (script) =>
        machine.begin({ script: `${script}; do sleep 0.05; done`, inputs, workspace: IN_PLACE }),
    );
    const writer = machine.begin(train(3));
    await writer.printed('Waits for');
    writer.stop('cancel');
    expect(await writer.outcome).toMatchObject({ status: 'cancelled', exitCode: null });
    plant(join(machine.folder, 'repository'), { go: '' });
    for (const reader of readers)
      expect(await reader.outcome).toMatchObject({ status: 'succeeded' });
  });
});
