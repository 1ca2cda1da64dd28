import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ActionsOptions } from '../open-actions.ts';
import { bundleAction } from '../testing/bundle-action.ts';
import { jobOf, runWorkflow } from '../testing/run-workflow.ts';

const folder = mkdtempSync(join(tmpdir(), 'mlp-actions-test-'));
const repository = join(folder, 'tools');
const options: ActionsOptions = { actions: { 'acme/tools@v1': repository } };

const MANIFEST = `
name: Talk
inputs:
  greeting: { default: hello }
  who: { default: '\${{ github.actor }}' }
  mood: {}
  break: { default: 'false' }
outputs:
  said: { description: what was said }
runs: { using: node24, pre: pre.mjs, main: main.mjs, post: post.mjs }
`;

const MAIN = `
const said = core.getInput('greeting') + ' ' + core.getInput('who') + core.getInput('mood');
core.setSecret('own-secret-of-the-action');
console.log('node', process.versions.node.split('.')[0], 'says', said, 'own-secret-of-the-action');
core.info('state from pre: ' + core.getState('pre'));
core.info('repository ' + process.env.GITHUB_ACTION_REPOSITORY + '@' + process.env.GITHUB_ACTION_REF);
core.setOutput('said', said);
core.exportVariable('SAID', said);
core.saveState('main', 'seen ' + said);
core.warning('mind this', { file: 'a.py', startLine: 2, title: 'Mind' });
await core.summary.addHeading('Said').addRaw(said).write();
if (core.getBooleanInput('break')) core.setFailed('broken as asked');
`;

beforeAll(async () => {
  await bundleAction(join(repository, 'talk'), MANIFEST, {
    pre: `core.saveState('pre', 'began'); console.log('pre of', core.getInput('greeting'));`,
    main: MAIN,
    post: `console.log('post has', core.getState('pre'), 'and', core.getState('main'));`,
  });
  mkdirSync(join(repository, 'both'));
  writeFileSync(
    join(repository, 'both', 'action.yml'),
    `
name: Both
inputs: { who: { required: true } }
outputs: { answer: { value: '\${{ steps.inner.outputs.answer }}!' } }
runs:
  using: composite
  steps:
    - id: inner
      shell: bash
      env: { WHO: '\${{ inputs.who }}' }
      run: |
        echo "composite for $WHO at $(basename "$GITHUB_ACTION_PATH") under $OUTER"
        echo "answer=yes $WHO" >> "$GITHUB_OUTPUT"
    - uses: acme/tools/talk@v1
      with: { greeting: nested, who: '\${{ inputs.who }}', break: '\${{ inputs.who == ''nobody'' }}' }
    - if: failure()
      shell: bash
      run: echo "composite saw a failure"
`,
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('JavaScript actions', () => {
  test('pre, main and post of a bundled action share inputs and state, post parts in reverse order', async () => {
    const run = await runWorkflow(
      jobOf(`
- id: talk
  uses: acme/tools/talk@v1
  with: { mood: '!', who: '\${{ inputs.who }}' }
- run: echo "out <\${{ steps.talk.outputs.said }}> env <$SAID>"
- name: Again
  uses: acme/tools/talk@v1`),
      { options, order: { inputs: { who: 'bob' } } },
    );
    expect(run.conclusion).toBe('success');
    expect(Object.keys(run.steps('build'))).toEqual([
      'Set up job',
      'Pre Run acme/tools/talk@v1',
      'Pre Again',
      'Run acme/tools/talk@v1',
      'Run echo "out <hello bob!> env <$SAID>"',
      'Again',
      'Post Again',
      'Post Run acme/tools/talk@v1',
      'Complete job',
    ]);
    const lines = run.lines('build');
    expect(lines).toContain('node 24 says hello bob! ***');
    expect(lines).toContain('state from pre: began');
    expect(lines).toContain('repository acme/tools@v1');
    expect(lines).toContain('out <hello bob!> env <hello bob!>');
    expect(lines.filter((line) => line.startsWith('post has'))).toEqual([
      'post has began and seen hello ada',
      'post has began and seen hello bob!',
    ]);
    expect(run.job('build').summary).toContain('<h1>Said</h1>\nhello bob!');
    expect(run.job('build').annotations[0]).toMatchObject({
      path: 'a.py',
      startLine: 2,
      level: 'warning',
      message: 'mind this',
      title: 'Mind',
    });
  });

  test('an action that fails fails its step, and its post part runs all the same', async () => {
    const run = await runWorkflow(
      jobOf(`- uses: acme/tools/talk@v1\n  with: { break: true, misspelt: 1 }`),
      { options },
    );
    expect(run.conclusion).toBe('failure');
    expect(run.lines('build')).toContain('post has began and seen hello ada');
    expect(run.job('build').annotations.map(({ message }) => message)).toEqual([
      "Unexpected input(s) 'misspelt', valid inputs are ['greeting', 'who', 'mood', 'break']",
      'mind this',
      'broken as asked',
    ]);
  });

  test('an action that cannot be found fails the job while it is set up, one of the workspace when it runs', async () => {
    const missing = await runWorkflow(jobOf('- run: echo never\n- uses: acme/nothing@v1'), {
      options,
    });
    expect(missing.conclusion).toBe('failure');
    expect(missing.steps('build')['Set up job']).toBe('failure');
    expect(missing.lines('build')).not.toContain('never');
    expect(missing.job('build').annotations[0]?.message).toMatchInlineSnapshot(
      `"Unable to resolve action \`acme/nothing@v1\`, repository or version not found"`,
    );

    const local = await runWorkflow(jobOf('- run: echo once\n- uses: ./mine'), { options });
    expect(local.lines('build')).toContain('once');
    expect(local.job('build').annotations[0]?.message).toContain(
      'Did you forget to run actions/checkout',
    );
  });
});

describe('composite actions', () => {
  test('steps inside see inputs and their own outputs, and what they use may have a post part', async () => {
    const run = await runWorkflow(
      jobOf(`
- id: both
  uses: acme/tools/both@v1
  env: { OUTER: cover }
  with: { who: carl }
- run: echo "answer \${{ steps.both.outputs.answer }} inner <\${{ steps.inner.outcome }}>"`),
      { options },
    );
    expect(run.conclusion).toBe('success');
    const lines = run.lines('build');
    expect(lines).toContain('composite for carl at both under cover');
    expect(lines).toContain('answer yes carl! inner <>');
    expect(lines).toContain('post has  and seen nested carl');
    expect(lines).not.toContain('composite saw a failure');
  });

  test('a failure inside is a failure of the step', async () => {
    const run = await runWorkflow(
      jobOf(`
- id: both
  uses: acme/tools/both@v1
  with: { who: nobody }
- if: always()
  run: echo "both \${{ steps.both.outcome }}"`),
      { options },
    );
    expect(run.conclusion).toBe('failure');
    expect(run.lines('build')).toContain('composite saw a failure');
    expect(run.lines('build')).toContain('both failure');
  });
});
