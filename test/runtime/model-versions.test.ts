import { describe, expect, it } from 'vitest';
import { digestOf } from '../../app/domain/digest.ts';
import type { VersionMark } from '../../app/domain/model.ts';
import { encodeManifest } from '../../content/manifest/manifest.ts';
import { anApproval, aPlan, aStep } from '../support/build-plan.ts';
import { openRuntime, type TestRuntime } from '../support/open-runtime.ts';
import { begun, succeeded } from '../support/script-host.ts';

const EMPTY = encodeManifest({ format: 1, single: false, entries: [] });
const MODEL = { digest: digestOf(EMPTY), type: 'model', path: 'model', size: 0, files: 0 } as const;
const TRAINING = { ...MODEL, digest: digestOf('training'), type: 'dataset' } as const;
const TEST = { ...MODEL, digest: digestOf('test'), type: 'dataset' } as const;
const RAW = { ...MODEL, digest: digestOf('raw'), type: 'dataset' } as const;

const place = { writable: false, optional: false };
const raw = {
  uri: './raw.csv',
  source: 'raw.csv',
  mode: 'copy',
  path: 'raw.csv',
  pinned: RAW,
} as const;
const dataset = (path: string) => ({ type: 'dataset', path, optional: false }) as const;
const made = (step: string, output: string) => ({ step, output, path: null, ...place });
const PLAN = aPlan([
  aStep('split', {
    inputs: { raw: { ...raw, ...place } },
    outputs: { train: dataset('train'), test: dataset('test') },
  }),
  aStep('train', {
    needs: ['split'],
    inputs: { data: made('split', 'train') },
    outputs: { model: { type: 'model', path: 'model', optional: false } },
  }),
  aStep('evaluate', {
    needs: ['split', 'train'],
    inputs: { model: made('train', 'model'), test: made('split', 'test') },
  }),
  aStep('register', {
    needs: ['evaluate', 'train'],
    action: {
      type: 'register',
      register: {
        model: 'churn',
        from: { type: 'input', step: 'evaluate', name: 'model' },
        metrics: 'evaluate',
        alias: null,
      },
    },
  }),
  aStep('deploy', {
    needs: ['register'],
    approval: anApproval(),
    promote: [{ from: 'register', alias: 'production' }],
  }),
]);

async function openTraining(): Promise<TestRuntime> {
  const test = await openRuntime();
  await test.blobs.putBytes(EMPTY);
  const acts = { split: { train: TRAINING, test: TEST }, train: { model: MODEL } };
  for (const [step, artifacts] of Object.entries(acts)) {
    test.host.acts.set(step, () => [begun(), succeeded({ artifacts })]);
  }
  return test;
}

/** A run up to its approval. */
async function registers(test: TestRuntime) {
  const run = await test.start(PLAN);
  return test.until(run.id, ({ status }) => status === 'waiting');
}

function deleted(version: number): { readonly type: 'model.mark'; readonly mark: VersionMark } {
  const said = { by: 'ada', at: Date.UTC(2026, 4, 1), reason: 'leaks the label' };
  return { type: 'model.mark', mark: { model: 'churn', version, mark: 'deleted', ...said } };
}

describe('a registered version', () => {
  it('notes what it was made from, and what it was judged on beside that', async () => {
    const test = await openTraining();
    await registers(test);
    expect(await test.store.registry.origins('churn', 1)).toEqual([
      { role: 'made-from', kind: 'data', name: './raw.csv', digest: RAW.digest },
      { role: 'made-from', kind: 'made', name: 'split.train', digest: TRAINING.digest },
      { role: 'judged-on', kind: 'made', name: 'split.test', digest: TEST.digest },
    ]);
  });

  it('that was deleted meanwhile is not promoted, and the run says why', async () => {
    const test = await openTraining();
    const { id } = await registers(test);
    await test.store.commit([deleted(1)]);
    await test.runtime.handle(id, {
      type: 'approval.decided',
      key: 'deploy',
      by: 'grace',
      decision: 'approved',
      comment: null,
      standsFor: null,
    });
    expect((await test.until(id)).status).toBe('failed');
    const rows = (await test.store.runs.load(id))?.steps ?? [];
    expect(rows.find(({ key }) => key === 'deploy')?.reason).toContain(
      'churn v1 was deleted by ada on 2026-05-01: leaks the label',
    );
    expect(await test.store.registry.aliases('churn')).toEqual([]);
  });

  it('that was deleted is not found again: the same bytes made anew are a new version', async () => {
    const test = await openTraining();
    await registers(test);
    await test.store.commit([deleted(1)]);
    await registers(test);
    const versions = await test.store.registry.versions('churn');
    expect(versions.map(({ version }) => version)).toEqual([2, 1]);
    expect((await test.store.garbage.roots(0)).has(MODEL.digest)).toBe(true);
  });
});
