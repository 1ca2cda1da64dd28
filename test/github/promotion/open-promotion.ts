import { digestOf } from '../../../app/domain/digest.ts';
import { encodeManifest } from '../../../content/manifest/manifest.ts';
import type { RunHeader } from '../../../app/domain/run/run.ts';
import { begun, succeeded } from '../../support/script-host.ts';
import { openTestIngress, type IngressOptions } from '../open-ingress.ts';

export const PIPELINE = `name: churn
on: { push: { branches: [main] }, pull_request: {}, merge_group: {}, command: [retrain] }
params: { epochs: { type: number, default: 1 } }
steps:
  train:
    files: ["src/**"]
    params: [epochs]
    run: python src/train.py
    metrics: { path: metrics.json, primary: auc, maximize: [auc] }
    outputs: { model: { type: model, path: model } }
  register:
    register: { model: churn, from: train.model, metrics: train }
  deploy:
    needs: [register]
    inputs: { model: register.model }
    approval: { environment: production }
    run: ./deploy.sh
    promote: { from: register, alias: production }
`;

type Protection = {
  readonly approvals?: number;
  readonly queue?: boolean;
  readonly checks?: readonly string[];
  readonly restricted?: boolean;
};

/**
 * A repository whose main needs an approved pull request, with a pipeline that deploys there. Each training makes other
 * bytes than the one before, so that what was trained again is seen.
 */
export async function openPromotion(
  pipeline = PIPELINE,
  protection: Protection = {},
  ingress: Omit<IngressOptions, 'readsCommits'> = {},
) {
  const test = await openTestIngress({ ...ingress, readsCommits: true });
  const { github, repo, settle, host, blobs, until, store, runs } = test;
  repo.collaborator('cat', 'write').collaborator('dan', 'write');
  const models = await manyModels(blobs);
  let trained = 0;
  host.acts.set('train', () => {
    const model = models[trained] ?? models[0];
    trained += 1;
    if (model === undefined) throw new Error('There is no model.');
    return [begun(), succeeded({ metrics: { auc: 0.9 }, artifacts: { model } })];
  });
  const src = { 'src/train.py': 'print(1)\n', 'src/common/io.py': 'x = 1\n' };
  await repo.commit({ files: { '.mlpipelines/churn.yml': pipeline, ...src }, by: 'ada' });
  await settle();
  repo.protect('main', { approvals: 1, restricted: false, checks: [], ...protection });
  const [first] = await runs();
  if (first !== undefined) await until(first.id, isQuiet);
  const newest = async (): Promise<RunHeader> => {
    await settle();
    const [run] = await runs();
    if (run === undefined) throw new Error('Nothing ran.');
    const quiet = await until(run.id, isQuiet);
    // An approval of the pull request may let it go on.
    await settle();
    const { status, counts } = (await store.runs.header(quiet.id)) ?? quiet;
    if (status === 'waiting' && counts.approvals > 0) await test.checked(quiet.id);
    return (await store.runs.header(quiet.id))?.status === 'running'
      ? until(run.id, isQuiet)
      : ((await store.runs.header(run.id)) ?? quiet);
  };
  /** Ada's pull request with these files, tested, and approved by Cat after that. */
  const tested = async (files: Readonly<Record<string, string | null>>, review = true) => {
    await repo.commit({ branch: 'work', files, by: 'ada' });
    const pull = await github.user('ada').openPull(repo, { head: 'work' });
    const run = await newest();
    if (review) await approve(pull);
    return { pull, run };
  };
  const approve = async (pull: number, who = 'cat') => {
    github.user(who).review(repo, pull, { state: 'APPROVED' });
    await settle();
  };
  const rows = async (run: string) => (await store.runs.load(run))?.steps ?? [];
  return {
    ...test,
    newest,
    tested,
    approve,
    trainings: () => trained,
    row: async (run: string, key: string) => (await rows(run)).find((row) => row.key === key),
    /** Where production points, to whose bytes. */
    production: async () => {
      const scope = `${repo.record.id}`;
      const alias = await store.registry.alias('churn', 'production', scope);
      return alias === null ? null : alias.version;
    },
    titleOf: (sha: string | null) => checkOf(repo, sha)?.title ?? '',
    summaryOf: (sha: string | null) => checkOf(repo, sha)?.summary ?? '',
    versionOf: async (run: string) => (await store.registry.ofRun(run))[0]?.version.version ?? null,
  };
}

export type Promotion = Awaited<ReturnType<typeof openPromotion>>;

function checkOf(repo: Awaited<ReturnType<typeof openTestIngress>>['repo'], sha: string | null) {
  return repo.checkRuns(sha ?? '').findLast(({ name }) => name === 'mlpipelines: churn');
}

function isQuiet({ status, endedAt }: RunHeader): boolean {
  return endedAt !== null || status === 'waiting';
}

async function manyModels(blobs: Awaited<ReturnType<typeof openTestIngress>>['blobs']) {
  const models = [];
  for (let number = 0; number < 12; number += 1) {
    const content = Buffer.from(`weights ${number}`);
    const file = { path: 'w.bin', type: 'file', mode: 0o644, size: content.length } as const;
    const entries = [{ ...file, digest: digestOf(content) }];
    const manifest = encodeManifest({ format: 1, single: false, entries });
    await blobs.putBytes(content);
    await blobs.putBytes(manifest);
    const about = { type: 'model', path: 'model', size: content.length, files: 1 } as const;
    models.push({ digest: digestOf(manifest), ...about });
  }
  return models;
}
