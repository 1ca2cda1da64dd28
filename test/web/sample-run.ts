import type { Cell } from '../../app/domain/cell.ts';
import type { Plan } from '../../app/domain/plan.ts';
import type { RunHeader } from '../../app/domain/run/run.ts';
import type { AttemptReport } from '../../schemas/attempt-report.generated.ts';
import { digestOfBytes } from '../../content/digest-of-bytes.ts';
import { storeManifest } from '../../content/save-tree.ts';
import { aGate, anApproval, aPlan, aStep, NO_RETRY } from '../support/build-plan.ts';
import { begun, failed, stays, succeeded } from '../support/script-host.ts';
import type { TestPages } from './open-pages.ts';

const MINUTE = 60_000;
const RATES = [0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001];
const DEPTHS = [2, 3, 4, 5, 6, 7, 8, 9];
const SEEDS = [1, 2, 3, 4];
const CELLS: readonly Cell[] = RATES.flatMap((lr) =>
  DEPTHS.flatMap((depth) => SEEDS.map((seed) => ({ lr, depth, seed }))),
);

/** A pipeline as people have them: data, a sweep of 256 cells, a training that is tried again, gates, a deployment. */
function samplePlan(): Plan {
  const metrics = { path: null, live: null, primary: null, maximize: ['auc'], minimize: ['loss'] };
  return aPlan(
    [
      aStep('ingest', { kind: 'ingest' }),
      aStep('validate', { kind: 'validate', needs: ['ingest'] }),
      aStep('features', { kind: 'features', needs: ['ingest'] }),
      aStep('sweep', {
        kind: 'train',
        needs: ['features', 'validate'],
        when: 'all-done',
        metrics,
        matrix: { cells: { type: 'static', cells: CELLS }, maxParallel: null, failFast: false },
        continueOnError: true,
      }),
      aStep('train', {
        kind: 'train',
        needs: ['sweep'],
        metrics,
        retry: { ...NO_RETRY, limits: { ...NO_RETRY.limits, oom: 2 } },
        plots: [{ type: 'curve', path: 'history.csv', x: 'epoch', y: ['train', 'valid'] }],
      }),
      aStep('evaluate', {
        kind: 'evaluate',
        needs: ['train'],
        metrics,
        gates: [
          aGate('good-enough'),
          aGate('small', {
            metric: 'size_mb',
            severity: 'warn',
            test: { type: 'value', op: '<=', value: 40 },
          }),
        ],
      }),
      aStep('deploy', {
        kind: 'deploy',
        needs: ['evaluate'],
        approval: anApproval({ environment: 'production', reviewers: ['grace'] }),
      }),
    ],
    { paramValues: { epochs: 30, learning_rate: 0.003 } },
  );
}

const HARD = ['ingest', 'validate', 'features', 'train', 'evaluate', 'deploy'];

/** A run of it in which the last training is at work. */
export async function runToTraining(test: TestPages): Promise<RunHeader> {
  for (const key of HARD) test.host.acts.set(key, stays);
  const run = await test.startHosted(samplePlan());
  const at = (key: string, attempt = 1) => ({ run: run.id, key, attempt });
  const { host, until, perform } = test;
  const isStarted = (key: string, attempt = 1) =>
    until(run.id, () => host.started.some((each) => each.key === key && each.attempt === attempt));
  let cell = 0;
  for (const each of CELLS) host.acts.set(keyOf(each), () => cellReports((cell += 1)));
  await isStarted('ingest');
  await perform(at('ingest'), 0.7 * MINUTE, [
    lines('downloaded 48,231 rows'),
    succeeded({ outputs: { rows: 48_231 } }),
  ]);
  await isStarted('validate');
  await isStarted('features');
  await perform(at('validate'), 0.2 * MINUTE, [succeeded()]);
  await perform(at('features'), 1.4 * MINUTE, [succeeded({ metrics: { columns: 31 } })]);
  await isStarted('train');
  await perform(at('train'), 2.2 * MINUTE, [
    lines('epoch 1 loss 0.61', 'epoch 2 loss 0.44', 'Killed'),
    failed({
      class: 'oom',
      exitCode: 137,
      signal: 'SIGKILL',
      message:
        'The step used more memory than the 7 GiB that its runner has. Ask for more with `resources: {memory: …}`.',
      workLostMs: 12_000,
    }),
  ]);
  await isStarted('train', 2);
  await perform(at('train', 2), 1.1 * MINUTE, [
    ...Array.from({ length: 24 }, (_, epoch) => sample(epoch + 1)),
    lines(
      '\u001B[32mresuming from checkpoint at epoch 2\u001B[0m',
      ...Array.from(
        { length: 22 },
        (_, epoch) =>
          `epoch ${epoch + 3}/30  loss ${(0.6 / (epoch + 3)).toFixed(4)}  auc ${(0.93 - 0.3 / (epoch + 3)).toFixed(4)}  41.2s`,
      ),
    ),
  ]);
  return run;
}

/** The rest of it, until it waits for an approval; with `auc` below 0.8 a gate rejects it. */
export async function runToApproval(test: TestPages, auc = 0.913): Promise<RunHeader> {
  const run = await runToTraining(test);
  const of = { run: run.id, key: 'train', attempt: 2 };
  const table =
    'epoch,train,valid\n' +
    Array.from({ length: 30 }, (_, i) => `${i + 1},${0.7 / (i + 2)},${0.8 / (i + 2) + 0.02}`).join(
      '\n',
    );
  await test.runtime.report(of, {
    type: 'material',
    at: 3,
    plots: await plots(test, 'history.csv', table),
    summary: 'Trained 30 epochs on 48,231 rows.',
  });
  await test.perform(of, 2 * MINUTE, [
    succeeded({ metrics: { loss: 0.0203, auc: 0.918, seconds: 187 } }),
  ]);
  await test.until(run.id, () => test.host.started.some(({ key }) => key === 'evaluate'));
  await test.perform({ ...of, key: 'evaluate', attempt: 1 }, 0.4 * MINUTE, [
    lines('evaluating on 9,646 rows', `auc ${auc}`),
    succeeded({ metrics: { auc, accuracy: auc - 0.04, size_mb: 44.1 } }),
  ]);
  return test.until(run.id, ({ status }) => status === 'waiting' || status === 'rejected');
}

/** Lines on standard output. */
export function lines(...texts: readonly string[]): AttemptReport {
  return { type: 'output', at: 2, lines: texts.map((text) => ({ stream: 'stdout', text })) };
}

/** Live metrics of an epoch. */
export function sample(epoch: number): AttemptReport {
  const values = { loss: 0.6 / epoch, auc: 0.93 - 0.3 / epoch, lr: 0.003 * 0.95 ** epoch };
  return { type: 'metrics', at: 1000 + epoch, samples: [{ step: epoch, values }] };
}

function keyOf({ lr, depth, seed }: Cell): string {
  return `sweep[lr=${JSON.stringify(lr)},depth=${JSON.stringify(depth)},seed=${JSON.stringify(seed)}]`;
}

function cellReports(count: number): readonly AttemptReport[] {
  if (count % 41 === 0) return [begun(), failed({ message: 'ValueError: loss is nan' })];
  return [begun(), succeeded({ metrics: { auc: 0.7 + ((count * 37) % 211) / 1000 } })];
}

async function plots({ blobs }: TestPages, path: string, text: string) {
  const bytes = Buffer.from(text);
  await blobs.putBytes(bytes);
  const digest = digestOfBytes(bytes);
  const entry = { path, type: 'file', mode: 0o644, size: bytes.length, digest } as const;
  const saved = await storeManifest(blobs, { format: 1, single: false, entries: [entry] });
  return { ...saved, type: 'report', path: '.' } as const;
}
