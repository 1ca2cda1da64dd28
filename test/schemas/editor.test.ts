import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  startLanguageClient,
  type LanguageClient,
  type OpenDocument,
} from '../support/language-client.ts';

const MODELINE = '# yaml-language-server: $schema=../schemas/pipeline.schema.json\n';
const SCHEMA = new URL('../../schemas/pipeline.schema.json', import.meta.url);
const WHOLE_FORMAT = new URL('../fixtures/pipelines/bad/whole-format.yml', import.meta.url);

/** `|` is the cursor. */
const COMPLETIONS: readonly [where: string, text: string, offered: readonly string[]][] = [
  ['the top level', '|', ['name', 'on', 'params', 'concurrency', 'budget', 'defaults', 'steps']],
  [
    'triggers',
    'on:\n  |',
    ['push', 'pull_request', 'schedule', 'command', 'workflow_dispatch', 'pipeline'],
  ],
  [
    'a push filter',
    'on:\n  push:\n    |',
    ['branches', 'branches-ignore', 'tags', 'paths', 'paths-ignore'],
  ],
  [
    'what to do with missed times',
    'on:\n  schedule:\n    - cron: "0 3 * * 1"\n      catchup: |',
    ['none', 'latest', 'all'],
  ],
  [
    'the type of a param',
    'params:\n  epochs:\n    type: |',
    ['string', 'number', 'boolean', 'choice', 'date', 'json'],
  ],
  ['the waiting runs of a group', 'concurrency:\n  group: a\n  queue: |', ['one', 'all']],
  [
    'a step',
    'steps:\n  train:\n    |',
    ['run', 'register', 'uses', 'promote', 'needs', 'inputs', 'retry', 'gates'],
  ],
  [
    'the kind of a step',
    'steps:\n  train:\n    kind: |',
    ['ingest', 'train', 'evaluate', 'deploy', 'monitor'],
  ],
  [
    'a trigger rule',
    'steps:\n  train:\n    when: |',
    ['all-success', 'one-failed', 'none-failed-min-one-success'],
  ],
  [
    'an input',
    'steps:\n  train:\n    inputs:\n      data:\n        |',
    ['from', 'path', 'writable', 'optional', 'uri', 'model'],
  ],
  [
    'the type of an output',
    'steps:\n  train:\n    outputs:\n      m:\n        type: |',
    ['file', 'dataset', 'model', 'report', 'json'],
  ],
  [
    'a strategy',
    'steps:\n  train:\n    strategy:\n      |',
    ['matrix', 'max-parallel', 'fail-fast', 'min-success', 'stop'],
  ],
  ['a matrix', 'steps:\n  train:\n    strategy:\n      matrix:\n        |', ['include', 'exclude']],
  ['yes or no', 'steps:\n  train:\n    strategy:\n      fail-fast: |', ['true', 'false']],
  [
    'resources',
    'steps:\n  train:\n    resources:\n      |',
    ['gpu', 'cpu', 'memory', 'disk', 'spot', 'max-price'],
  ],
  ['a GPU', 'steps:\n  train:\n    resources:\n      gpu:\n        |', ['type', 'count', 'memory']],
  ['spot', 'steps:\n  train:\n    resources:\n      spot: |', ['prefer', 'require', 'never']],
  [
    'a checkpoint',
    'steps:\n  train:\n    checkpoint:\n      path: ckpt/\n      |',
    ['save', 'every', 'keep', 'resume'],
  ],
  [
    'how a checkpoint is saved',
    'steps:\n  train:\n    checkpoint:\n      save: |',
    ['on-quiet', 'on-signal'],
  ],
  [
    'retries',
    'steps:\n  train:\n    retry:\n      |',
    ['failure', 'exit-code', 'oom', 'spot-interruption', 'backoff'],
  ],
  [
    'metrics',
    'steps:\n  train:\n    metrics:\n      |',
    ['path', 'live', 'primary', 'maximize', 'minimize'],
  ],
  ['an item of a list', 'steps:\n  train:\n    plots:\n      - |', ['path', 'x', 'y']],
  [
    'a gate',
    'steps:\n  train:\n    gates:\n      quality:\n        |',
    ['metric', 'op', 'value', 'baseline', 'than', 'tolerance'],
  ],
  ['a promotion in a list', 'steps:\n  deploy:\n    promote:\n      - |', ['from', 'alias']],
  [
    'an approval',
    'steps:\n  deploy:\n    approval:\n      |',
    ['environment', 'reviewers', 'count', 'expires'],
  ],
];

/** The cursor stands in the word between the bars. */
const HOVERS: readonly [text: string, shown: RegExp][] = [
  ['|name|: churn', /Name of the pipeline, unique in the repository/],
  ['on:\n  |push|: { branches: [main] }', /Starts a run for each push/],
  ['on:\n  push: { |branches|: [main] }', /Only branches that match/],
  ['|concurrency|: group', /One run of a group at a time/],
  ['max-parallel: 8\n|python|: { version: "3.12" }', /Virtual environment of the steps/],
  ['steps:\n  |train|: { run: "true" }', /exactly one of .*run.*register.*uses/s],
  ['steps:\n  train:\n    |run|: python src/train.py', /Command for the shell/],
  ['steps:\n  train:\n    when: |all-done|', /All ended, however/],
  ['steps:\n  train:\n    |timeout|: 12h', /Longest run of one attempt. Default: 6h/],
  ['steps:\n  train:\n    resources: { gpu: { |count|: 1 } }', /How many. Default: 1/],
  [
    'steps:\n  train:\n    retry: { |spot-interruption|: 3 }',
    /After the cloud took the machine away. Default: 20/,
  ],
  ['steps:\n  train:\n    retry: { backoff: { |jitter|: none } }', /Exactly the wait/],
  ['steps:\n  train:\n    inputs:\n      train: |data.train|', /Short: .*step.*output/],
  [
    'steps:\n  train:\n    outputs:\n      |model|: { type: model, path: model/ }',
    /Something the step leaves behind/,
  ],
  [
    'steps:\n  train:\n    checkpoint: { path: ckpt/, |keep|: 3 }',
    /How many complete ones are kept. Default: 3/,
  ],
  [
    'steps:\n  train:\n    gates:\n      q: { metric: auc, |tolerance|: 0.5% }',
    /0.5%.* is relative/,
  ],
  ['steps:\n  reg:\n    register: { |model|: churn, from: train.model }', /Name of the model/],
  ['steps:\n  deploy:\n    approval: { |expires|: 7d }', /Without a decision the step is rejected/],
];

describe('an editor that has only the schema', () => {
  let client: LanguageClient;
  let folder: string;
  let count = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'editor-'));
    await mkdir(join(folder, 'schemas'));
    await cp(SCHEMA, join(folder, 'schemas/pipeline.schema.json'));
    client = await startLanguageClient();
  });

  afterAll(async () => {
    await client.close();
    await rm(folder, { recursive: true });
  });

  const open = (text: string): OpenDocument =>
    client.open(
      pathToFileURL(join(folder, '.mlpipelines', `${++count}.yml`)).href,
      MODELINE + text,
    );

  test.each(COMPLETIONS)('completes %s', async (_where, text, offered) => {
    const labels = await open(text.replace('|', '')).complete(placeOf(text));
    expect(labels).toEqual(expect.arrayContaining([...offered]));
  });

  test.each(HOVERS)('explains the word between bars in %j', async (text, shown) => {
    expect(await open(text.replaceAll('|', '')).hover(placeOf(text))).toMatch(shown);
  });

  test('finds nothing wrong in a file that uses every part of the format', async () => {
    const text = await readFile(WHOLE_FORMAT, 'utf8');
    expect(await open(text).diagnostics()).toEqual([]);
  });

  test('underlines a key and a value that the format does not know', async () => {
    const document = open(
      'name: a\nsteps:\n  train: { run: x, timeout-minutes: 5, when: always }\n',
    );
    const found = (await document.diagnostics()).join('\n');
    expect(found).toMatch(/timeout-minutes/);
    expect(found).toMatch(/all-success/);
  });
});

function placeOf(text: string): { line: number; character: number } {
  const before = (MODELINE + text.slice(0, text.indexOf('|'))).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}
