import { describe, expect, onTestFinished, test } from 'vitest';
import { BROKEN_POLICY, NO_POLICY } from '../../app/domain/policy.ts';
import { DEFAULT_QUOTAS } from '../../app/domain/quotas.ts';
import { awaitPull } from '../../app/triggers/await-pull.ts';
import { openCompiler } from '../../app/triggers/compiling/compiler.ts';
import { compilingFor } from '../../app/triggers/compiling/compiling.ts';
import { PipelineFiles } from '../../app/triggers/pipeline-files.ts';
import { planSources } from '../../app/triggers/plan-sources.ts';
import { policyFaults, policyOf } from '../../app/triggers/policy-of.ts';
import { startPipelines, type StartOrder } from '../../app/triggers/start-pipelines.ts';
import { aPlace } from '../support/hosted.ts';
import { openRuntime } from '../support/open-runtime.ts';

const pipeline = (name: string, on: string, more = '') =>
  `name: ${name}\non: ${on}\n${more}steps: { train: { run: echo train } }\n`;
const PUSHED = '{ push: { branches: [main] } }';
const GATED = `name: churn
on: ${PUSHED}
steps:
  train:
    run: echo train
    metrics: m.json
    gates: { auc: { metric: auc, op: ">=", value: 0.8 } }
`;

type Text = string | { readonly trouble: string };

/** Files of a commit, by their names. */
function commit(texts: Readonly<Record<string, Text>>): PipelineFiles {
  const found = Object.entries(texts).map(([name, text]) => {
    const file = `.mlpipelines/${name}.yml`;
    return typeof text === 'string'
      ? { file, text, trouble: null }
      : { file, text: '', trouble: text.trouble };
  });
  return new PipelineFiles(found, compilingHere());
}

function compilingHere() {
  const compiler = openCompiler();
  onTestFinished(() => compiler.close());
  return compilingFor(compiler, 'acme/churn');
}

async function opened(
  texts: Readonly<Record<string, Text>>,
  part: Partial<Omit<StartOrder, 'runtime' | 'clock' | 'files'>> = {},
) {
  const { runtime, clock, store } = await openRuntime({ scope: 'all' });
  const files = commit(texts);
  const asked: string[] = [];
  const order: StartOrder = {
    runtime,
    clock,
    files,
    granting: files,
    hosted: aPlace(1),
    quotas: DEFAULT_QUOTAS,
    subject: {
      sha: 'a'.repeat(40),
      ref: 'refs/heads/main',
      actor: 'ada',
      trigger: 'push',
      github: {},
    },
    params: {},
    once: (name) => `push ${name}`,
    triggerEvent: { type: 'push', ref: 'refs/heads/main', deleted: false },
    changed: async () => {
      asked.push('paths');
      return ['src/a.py'];
    },
    only: null,
    held: null,
    ...part,
  };
  const start = () => startPipelines(order);
  const became = async () => (await start()).map(({ type, pipeline: name }) => `${name} ${type}`);
  const runs = () => store.runs.list({ pipeline: null, open: false, limit: 100 });
  return { order, asked, start, became, runs, store };
}

describe('of the pipelines of a commit', () => {
  test('those start that the event starts, each once for the same reason', async () => {
    const texts = { a: pipeline('a', PUSHED), b: pipeline('b', '{ pull_request: {} }') };
    const { became, runs } = await opened(texts);
    expect(await became()).toEqual(['a started', 'b passed']);
    expect(await became()).toEqual(['a started', 'b passed']);
    expect(await runs()).toMatchObject([
      { pipeline: 'a', number: 1, actor: 'ada', sha: 'a'.repeat(40), dirty: false, rerunOf: null },
    ]);
  });

  test('only the one starts that is meant', async () => {
    const texts = { a: pipeline('a', PUSHED), b: pipeline('b', PUSHED) };
    const { became, runs } = await opened(texts, { only: 'b' });
    expect(await became()).toEqual(['b started']);
    expect(await runs()).toHaveLength(1);
  });

  test('what would start is held where nobody let it, and what would not is not', async () => {
    const texts = { a: pipeline('a', PUSHED), b: pipeline('b', '{ pull_request: {} }') };
    const { start, runs } = await opened(texts, { held: 'its head is in a fork' });
    expect(await start()).toMatchObject([
      { type: 'held', pipeline: 'a', reason: 'its head is in a fork' },
      { type: 'passed', pipeline: 'b' },
    ]);
    expect(await runs()).toEqual([]);
  });

  test('what is held back is not compiled: what only that would find wrong is told once it is let run', async () => {
    const circle = `name: a\non: ${PUSHED}\nsteps:\n  x: { run: y, needs: [z] }\n  z: { run: y, needs: [x] }\n`;
    const held = await opened({ a: circle }, { held: 'its head is in a fork' });
    expect(await held.became()).toEqual(['a held']);
    const { became } = await opened({ a: circle });
    expect(await became()).toEqual(['a broken']);
  });

  test('paths are asked for once, and only where a filter depends on them', async () => {
    const on = (paths: string) => `{ push: { branches: [main], paths: ["${paths}"] } }`;
    const none = await opened({ a: pipeline('a', PUSHED) });
    await none.start();
    expect(none.asked).toEqual([]);
    const texts = { a: pipeline('a', on('src/**')), b: pipeline('b', on('docs/**')) };
    const { became, asked } = await opened(texts);
    expect(await became()).toEqual(['a started', 'b passed']);
    expect(asked).toEqual(['paths']);
  });

  test('a broken one is told with its problems, and takes no number', async () => {
    const { start, became } = await opened({ a: 'name: a\nsteps: 7\n', b: pipeline('b', PUSHED) });
    expect(await became()).toEqual(['null broken', 'b started']);
    const [broken, run] = await start();
    expect(broken).toMatchObject({ file: '.mlpipelines/a.yml' });
    expect(broken?.type === 'broken' && broken.problems.length > 0).toBe(true);
    expect(run).toMatchObject({ number: 1 });
  });

  test('one with a param that nobody gave or mistyped is refused', async () => {
    const params = 'params: { epochs: { type: number } }\n';
    const texts = { a: pipeline('a', PUSHED, params) };
    expect(await (await opened(texts)).became()).toEqual(['a refused']);
    const typed = await opened(texts, { params: { epochs: 'many' } });
    expect(await typed.start()).toMatchObject([{ type: 'refused', file: '.mlpipelines/a.yml' }]);
    const right = await opened(texts, { params: { epochs: '3' } });
    expect(await right.became()).toEqual(['a started']);
    expect((await right.runs())[0]).toMatchObject({ options: { params: { epochs: '3' } } });
  });

  test('one that lost a gated step of the default branch starts nothing', async () => {
    const head = GATED.replace('train:', 'fit:');
    const { start, runs } = await opened({ churn: head }, { granting: commit({ churn: GATED }) });
    expect(await start()).toMatchObject([{ type: 'ungated', pipeline: 'churn', steps: ['train'] }]);
    expect(await runs()).toEqual([]);
  });

  test.each([
    ['protected', true],
    ['writer', false],
  ] as const)('a run of %s code deploys: %s', async (trust, deploy) => {
    const { start, runs } = await opened(
      { a: pipeline('a', PUSHED) },
      { hosted: aPlace(1, { trust }) },
    );
    await start();
    expect((await runs())[0]?.options).toMatchObject({ deploy, noCache: false, inPlace: false });
  });

  test('a group of concurrency is one of its repository', async () => {
    const texts = { a: pipeline('a', PUSHED, 'concurrency: { group: gpu }\n') };
    const { order, start, runs, store } = await opened(texts);
    await start();
    await startPipelines({ ...order, hosted: aPlace(2), once: () => 'another' });
    const plans = await Promise.all((await runs()).map(({ plan }) => store.runs.plan(plan)));
    const groups = plans.map((plan) => plan?.concurrency?.group);
    expect(new Set(groups).size).toBe(2);
    for (const group of groups) expect(group).toContain('gpu');
  });
});

describe('files of a commit', () => {
  test('are read where they could be had, and told with the reason where not', async () => {
    const files = commit({ a: pipeline('a', PUSHED), b: { trouble: 'it is too large' } });
    expect((await files.all()).map(({ name }) => name)).toEqual(['a']);
    expect(files.unreadable).toEqual([{ file: '.mlpipelines/b.yml', trouble: 'it is too large' }]);
    expect([files.isEmpty, commit({}).isEmpty]).toEqual([false, true]);
  });

  test('are found by the names of their pipelines, the first of several', async () => {
    const files = commit({ a: pipeline('same', PUSHED), b: pipeline('same', '{ command: [x] }') });
    expect((await files.named('same'))?.file).toBe('.mlpipelines/a.yml');
    expect(await files.named('other')).toBeNull();
  });

  test('have plans where they are right', async () => {
    const files = commit({ a: pipeline('a', PUSHED), b: 'name: b\nsteps: 7\n' });
    const [a, b] = await planSources(files, {});
    expect(a).toMatchObject({ plan: { pipeline: 'a' }, problems: 0 });
    expect(b?.plan).toBeNull();
    expect(b?.problems).toBeGreaterThan(0);
  });
});

describe('a policy file', () => {
  const text = 'bots: [renovate]\n';

  test('grants what it says where it was had and is right, and nothing else', () => {
    expect(policyOf(null)).toEqual(NO_POLICY);
    expect(policyOf({ text, trouble: null }).bots).toEqual(['renovate']);
    expect(policyOf({ text, trouble: 'it is a link' })).toEqual(BROKEN_POLICY);
  });

  test('is told where it could not be had or is wrong', async () => {
    const faults = (source: Parameters<typeof policyFaults>[0]) =>
      policyFaults(source, compilingHere());
    expect(await faults(null)).toEqual([]);
    expect(await faults({ text, trouble: null })).toEqual([]);
    expect(await faults({ text: 'x: 1\n', trouble: null })).toMatchObject([
      { type: 'broken', pipeline: null, problems: [{ line: 1 }] },
    ]);
    const [fault] = await faults({ text, trouble: 'it is a link' });
    expect(fault).toMatchObject({ type: 'broken', problems: [{ line: 1, column: 1 }] });
    expect(JSON.stringify(fault)).toContain('it is a link');
  });
});

test('a pipeline that only a pull request would start is awaited, where its paths are changed', async () => {
  const on = (paths: string) => `{ pull_request: { paths: ["${paths}"] } }`;
  const { order, start } = await opened({
    a: pipeline('a', '{ pull_request: {} }'),
    b: pipeline('b', on('src/**')),
    c: pipeline('c', on('docs/**')),
    d: pipeline('d', '{ command: [d] }'),
    e: pipeline('e', PUSHED),
  });
  const started = await start();
  const { files, changed } = order;
  const told = await awaitPull(started, { files, base: 'main', changed });
  expect(told.map(({ type, pipeline: name }) => `${name} ${type}`)).toEqual([
    'a awaits',
    'b awaits',
    'c passed',
    'd passed',
    'e started',
  ]);
  expect(told.map(({ file }) => file)).toEqual(started.map(({ file }) => file));
});
