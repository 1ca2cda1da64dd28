import { digestOf } from '../../../app/domain/digest.ts';
import { encodeManifest } from '../../../content/manifest/manifest.ts';
import { anApproval, aPlan, aStep } from '../../support/build-plan.ts';
import { begun, succeeded } from '../../support/script-host.ts';
import { ACME, type GivenToPages, type TestPages } from '../open-pages.ts';

const bytesOf = (name: string) =>
  encodeManifest({ format: 1, single: false, entries: [{ path: name, type: 'dir' }] });
const artifact = (name: string, type: 'dataset' | 'model') => {
  return { digest: digestOf(bytesOf(name)), type, path: name, size: 48_231, files: 3 } as const;
};
const place = { writable: false, optional: false };
const made = (step: string, output: string) => ({ step, output, path: null, ...place });
const output = (type: 'dataset' | 'model', path: string) => ({ type, path, optional: false });
const METRICS = { path: null, live: null, primary: 'auc', maximize: ['auc'], minimize: [] };

/** Data from outside, a model made and judged of it, registered, and promoted by whoever approves. */
function samplePlan() {
  const raw = {
    uri: './data/customers.csv',
    source: 'data/customers.csv',
    mode: 'copy',
    path: 'data/customers.csv',
    pinned: artifact('raw', 'dataset'),
  } as const;
  return aPlan(
    [
      aStep('split', {
        inputs: { raw: { ...raw, ...place } },
        outputs: { train: output('dataset', 'train'), test: output('dataset', 'test') },
      }),
      aStep('train', {
        needs: ['split'],
        inputs: { data: made('split', 'train') },
        outputs: { model: output('model', 'model') },
      }),
      aStep('evaluate', {
        needs: ['split', 'train'],
        inputs: { model: made('train', 'model'), test: made('split', 'test') },
        metrics: METRICS,
      }),
      aStep('register', {
        needs: ['evaluate', 'train'],
        action: {
          type: 'register',
          register: {
            model: 'churn',
            from: { type: 'input', step: 'evaluate', name: 'model' },
            metrics: 'evaluate',
            alias: 'candidate',
          },
        },
      }),
      aStep('deploy', {
        needs: ['register'],
        approval: anApproval(),
        promote: [{ from: 'register', alias: 'production' }],
      }),
    ],
    { paramValues: { epochs: 30 } },
  );
}

/** A run of acme/churn that registers and promotes a version of churn with these metrics. */
async function registerChurn(test: TestPages, auc: number) {
  const { host, blobs, runtime } = test;
  const made = {
    split: { train: artifact('train', 'dataset'), test: artifact('test', 'dataset') },
    train: { model: artifact(`model-${auc}`, 'model') },
  };
  await blobs.putBytes(bytesOf(`model-${auc}`));
  for (const [step, artifacts] of Object.entries(made)) {
    host.acts.set(step, () => [begun(), succeeded({ artifacts })]);
  }
  host.acts.set('evaluate', () => [begun(), succeeded({ metrics: { auc, loss: 1 - auc } })]);
  const run = await test.startHosted(samplePlan(), {
    hosted: { repository: ACME, trust: 'protected', pull: 42 },
    ref: 'refs/heads/main',
    actor: 'grace',
  });
  await test.until(run.id, ({ status }) => status === 'waiting');
  await runtime.handle(run.id, {
    type: 'approval.decided',
    key: 'deploy',
    by: 'linus',
    decision: 'approved',
    comment: 'looks right',
    standsFor: null,
  });
  await test.until(run.id);
  return run;
}

/** Two versions of churn; production runs the second, says one environment, and the first, says another. */
export async function modelShop(test: TestPages) {
  const runs = [await registerChurn(test, 0.81), await registerChurn(test, 0.84)];
  const said = { model: 'churn', alias: 'production', at: 5 } as const;
  const by = { repository: 'acme/serving', repositoryId: 9, workflowRun: 3 };
  const deployed = (environment: string, auc: number) =>
    ({
      type: 'model.deployed',
      scope: '7',
      deployed: { ...said, environment, digest: artifact(`model-${auc}`, 'model').digest, by },
    }) as const;
  await test.store.commit([
    deployed('eu-west', 0.84),
    deployed('us-east', 0.81),
    {
      type: 'model.mark',
      scope: '7',
      mark: {
        model: 'churn',
        version: 1,
        mark: 'deprecated',
        by: 'ada',
        at: 5,
        reason: 'leaks <b>',
      },
    },
  ]);
  return { runs };
}

/** What a page says that asks whether something is to be done. */
export const FORESEES: GivenToPages = {
  foresee: async ({ wish }) => ({
    type: 'will',
    says: ['`churn@production` moves from v2 to v1.'],
    wish,
  }),
};

/** What there is to see of them. */
export const MODEL_PAGES = [
  '/repos/acme/churn/models',
  '/repos/acme/churn/models/churn',
  '/repos/acme/churn/models/churn/1',
  '/repos/acme/churn/models/churn/2',
  '/repos/acme/churn/models/churn/ask?wish=freeze&until=3d&reason=a%20%3Cb%3E',
  '/repos/acme/churn/models/churn/ask?wish=nothing',
];
