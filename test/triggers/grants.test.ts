import { describe, expect, it } from 'vitest';
import { DEFAULT_QUOTAS } from '../../app/domain/quotas.ts';
import type { Trust } from '../../app/domain/hosted.ts';
import { openCompiler } from '../../app/triggers/compiling/compiler.ts';
import { compilingFor } from '../../app/triggers/compiling/compiling.ts';
import { PipelineFiles } from '../../app/triggers/pipeline-files.ts';
import { startPipeline } from '../../app/triggers/start-pipeline.ts';
import { aPlace } from '../support/hosted.ts';
import { openRuntime } from '../support/open-runtime.ts';

const PIPELINE = `name: churn
steps:
  train: { run: 'true' }
  publish:
    needs: [train]
    run: 'true'
    env: { TOKEN: '\${{ secrets.HF_TOKEN }}' }
`;
const WITHOUT = PIPELINE.replace(/\n +env: .*/, '');

describe('a step that wants a secret', () => {
  it('runs with it where the default branch gives it', async () => {
    const { run, started } = await play('writer', { head: PIPELINE, granting: PIPELINE });
    expect([run.status, started]).toEqual(['succeeded', ['train', 'publish']]);
  });

  it('runs with it after its file was renamed: pipelines go by their names', async () => {
    const texts = { head: PIPELINE, granting: PIPELINE };
    const { run, started } = await play('writer', texts, '.mlpipelines/renamed.yml');
    expect([run.status, started]).toEqual(['succeeded', ['train', 'publish']]);
  });

  it('is a failure that was never started where the default branch does not', async () => {
    const { run, started, reason } = await play('writer', { head: PIPELINE, granting: WITHOUT });
    expect([run.status, started]).toEqual(['failed', ['train']]);
    expect(reason).toMatch(/wants the secret HF_TOKEN, .* default branch .* Merge that change/);
  });

  it('is a failure that was never started in a commit that nobody trusts', async () => {
    const both = { head: PIPELINE, granting: PIPELINE };
    const { run, started, reason } = await play('untrusted', both);
    expect([run.status, started]).toEqual(['failed', ['train']]);
    expect(reason).toMatch(/HF_TOKEN, but this commit is not trusted, so it gets no secrets/);
  });
});

async function play(
  trust: Trust,
  texts: { readonly head: string; readonly granting: string },
  headFile = '.mlpipelines/churn.yml',
) {
  const secrets = { read: async () => ({ HF_TOKEN: 'x' }), whereToPut: '' };
  const { runtime, clock, until, host, store } = await openRuntime({ secrets });
  const compiling = compilingFor(openCompiler(), 'acme/churn');
  const commit = (file: string, text: string) =>
    new PipelineFiles([{ file, text, trouble: null }], compiling);
  const head = commit(headFile, texts.head);
  const context = {
    runtime,
    clock,
    files: head,
    granting: commit('.mlpipelines/churn.yml', texts.granting),
    quotas: DEFAULT_QUOTAS,
    hosted: aPlace(1, { trust, pull: 3 }),
    subject: { sha: 'a'.repeat(40), ref: null, actor: 'ada', trigger: 'push', github: {} },
    params: {},
    once: (pipeline: string) => pipeline,
  };
  const [file] = await head.all();
  if (file === undefined) throw new Error('no file');
  const begun = await startPipeline(context, file, { reason: 'a push', spent: { steps: 0 } });
  if (begun.type !== 'started') throw new Error(JSON.stringify(begun));
  const run = await until(begun.run);
  const rows = await store.runs.load(run.id);
  const reason = rows?.steps.find(({ key }) => key === 'publish')?.reason;
  return { run, reason, started: host.order };
}
