import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isRunning } from '../testing/is-running.ts';
import { jobOf, runWorkflow } from '../testing/run-workflow.ts';
import { waitUntil } from '../../../support/wait-until.ts';

describe('run steps', () => {
  test('a script runs in the workspace and its output is in the log, with the time of each line', async () => {
    const run = await runWorkflow(jobOf('- run: echo "at $(basename "$PWD")"'));
    expect(run.conclusion).toBe('success');
    expect(run.lines('build')).toContain('at models');
    expect(run.job('build').log).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z at models$/m);
    expect(run.steps('build')).toEqual({
      'Set up job': 'success',
      'Run echo "at $(basename "$PWD")"': 'success',
      'Complete job': 'success',
    });
  });

  test('after a failure only steps that ask for it run, and the job fails', async () => {
    const run = await runWorkflow(
      jobOf(`
- name: broken
  id: broken
  run: exit 3
- name: next
  run: echo never
- name: on failure
  if: failure() && steps.broken.outcome == 'failure'
  run: echo "after \${{ steps.broken.conclusion }}"
- name: in any case
  if: \${{ always() }}
  run: echo "job is \${{ job.status }}"
- name: not this
  if: cancelled()
  run: echo never`),
    );
    expect(run.conclusion).toBe('failure');
    expect(run.steps('build')).toEqual({
      'Set up job': 'success',
      broken: 'failure',
      next: 'skipped',
      'on failure': 'success',
      'in any case': 'success',
      'not this': 'skipped',
      'Complete job': 'success',
    });
    expect(run.lines('build')).toContain('after failure');
    expect(run.lines('build')).toContain('job is failure');
    expect(run.lines('build')).not.toContain('never');
    expect(run.job('build').annotations).toEqual([
      {
        path: '.github',
        startLine: 1,
        endLine: 1,
        level: 'failure',
        message: 'Process completed with exit code 3.',
      },
    ]);
  });

  test('continue-on-error keeps the job going and tells outcome from conclusion', async () => {
    const run = await runWorkflow(
      jobOf(`
- id: flaky
  run: exit 1
  continue-on-error: true
- run: echo "\${{ steps.flaky.outcome }} but \${{ steps.flaky.conclusion }}"`),
    );
    expect(run.conclusion).toBe('success');
    expect(run.lines('build')).toContain('failure but success');
  });
});

describe('what surrounds run steps', () => {
  test('env of workflow, job and step, outputs, GITHUB_ENV and GITHUB_PATH reach later steps', async () => {
    const run = await runWorkflow(
      jobOf(
        `
- id: first
  env: { LAYER: step }
  run: |
    echo "layer=$LAYER of $OUTER" >> "$GITHUB_OUTPUT"
    printf 'text<<EOF\\none\\ntwo=2\\nEOF\\n' >> "$GITHUB_OUTPUT"
    echo 'KEPT=yes' >> "$GITHUB_ENV"
    mkdir tools && printf '#!/bin/sh\\necho from my tool\\n' > tools/mytool && chmod +x tools/mytool
    echo "$PWD/tools" >> "$GITHUB_PATH"
- run: |
    echo "<\${{ steps.first.outputs.layer }}> kept $KEPT \${{ env.KEPT }}, layer $LAYER"
    echo '\${{ toJSON(steps.first.outputs.text) }}'
    mytool`,
        '    env: { LAYER: job, OUTER: "${{ inputs.name }}" }\n',
      ),
      { order: { inputs: { name: 'run' } } },
    );
    expect(run.lines('build')).toContain('<step of run> kept yes yes, layer job');
    expect(run.lines('build')).toContain('"one\\ntwo=2"');
    expect(run.lines('build')).toContain('from my tool');
  });

  test('shell and working-directory choose how and where a script runs', async () => {
    const run = await runWorkflow(
      jobOf(
        `
- run: mkdir -p sub && echo "default fails not in pipes"; false | true
- run: basename "$PWD"
  working-directory: sub
- run: import sys; print('python', sys.version_info.major)
  shell: python3 {0}
- id: pipes
  run: false | true
  shell: bash
  continue-on-error: true
- run: echo "bash pipes \${{ steps.pipes.outcome }}"
- run: echo no
  working-directory: nowhere`,
        '    defaults: { run: { shell: sh } }\n',
      ),
    );
    expect(run.lines('build')).toEqual(
      expect.arrayContaining(['sub', 'python 3', 'bash pipes failure']),
    );
    expect(run.job('build').annotations.at(-1)?.message).toMatch(/working directory .*nowhere/);
  });

  test("a step sees GitHub's variables and nothing of this machine's", async () => {
    process.env['SECRET_OF_THIS_MACHINE'] = 'visible';
    const run = await runWorkflow(
      jobOf(`
- run: env | sort
- run: cat "$GITHUB_EVENT_PATH"; test -d "$RUNNER_TEMP" && test "$GITHUB_WORKSPACE" = "$PWD"
- run: test ! -e "$HOME/.ssh" && case "$HOME" in "$(dirname "$(dirname "$RUNNER_WORKSPACE")")"/*) echo own home;; esac`),
    );
    delete process.env['SECRET_OF_THIS_MACHINE'];
    const lines = run.lines('build');
    expect(run.conclusion).toBe('success');
    expect(lines).toContain('own home');
    expect(lines).toEqual(
      expect.arrayContaining([
        'CI=true',
        'GITHUB_ACTIONS=true',
        'GITHUB_ACTOR=ada',
        'GITHUB_EVENT_NAME=workflow_dispatch',
        'GITHUB_JOB=build',
        'GITHUB_REF=refs/heads/main',
        'GITHUB_REF_NAME=main',
        'GITHUB_REF_PROTECTED=true',
        'GITHUB_REPOSITORY=acme/models',
        'GITHUB_REPOSITORY_ID=500',
        'GITHUB_RUN_ATTEMPT=1',
        'GITHUB_WORKFLOW_REF=acme/models/.github/workflows/ci.yml@refs/heads/main',
        'RUNNER_ENVIRONMENT=github-hosted',
      ]),
    );
    expect(lines.join('\n')).not.toMatch(
      /SECRET_OF_THIS_MACHINE|VITEST|npm_|GITHUB_TOKEN=|ID_TOKEN/,
    );
    expect(lines).toContain('  "ref": "refs/heads/main"');
  });

  test('what a step leaves running is ended, and the folders of the job are gone', async () => {
    const run = await runWorkflow(
      jobOf(`
- run: |
    (trap '' HUP INT TERM; sleep 600) >/dev/null 2>&1 &
    echo "left $!"
    python3 -c 'import os,time
    if os.fork() == 0:
        os.setsid(); os.close(1); os.close(2); time.sleep(600)'
    echo "folder $GITHUB_WORKSPACE"`),
    );
    expect(run.conclusion).toBe('success');
    const left = Number(/^left (\d+)$/m.exec(run.lines('build').join('\n'))?.[1]);
    expect(left).toBeGreaterThan(0);
    // Killed, and gone once whoever inherited it has noticed.
    await waitUntil(() => !isRunning(left));
    const folder = /^folder (.+)$/m.exec(run.lines('build').join('\n'))?.[1] ?? '';
    expect(folder).not.toBe('');
    expect(existsSync(folder)).toBe(false);
  });
});

describe('what steps say to the runner', () => {
  test('errors, warnings and notices become annotations at their place', async () => {
    const run = await runWorkflow(
      jobOf(`
- run: |
    echo "::error file=src/a.py,line=3,endLine=5,title=Too%2C bad::it is%0Abroken"
    echo "::warning::careful"
    echo "::notice file=$GITHUB_WORKSPACE/b.py::look"
    echo "::debug::nobody sees this"
    echo "::group::many"
    echo "::unknown::is just a line"`),
    );
    expect(run.conclusion).toBe('success');
    expect(run.job('build').annotations).toEqual([
      {
        path: 'src/a.py',
        startLine: 3,
        endLine: 5,
        level: 'failure',
        message: 'it is\nbroken',
        title: 'Too, bad',
      },
      { path: '.github', startLine: 1, endLine: 1, level: 'warning', message: 'careful' },
      { path: 'b.py', startLine: 1, endLine: 1, level: 'notice', message: 'look' },
    ]);
    const lines = run.lines('build');
    expect(lines).toEqual(
      expect.arrayContaining(['##[warning]careful', '##[group]many', '::unknown::is just a line']),
    );
    expect(lines.filter((line) => line.includes('nobody sees'))).toHaveLength(1);
  });

  test('of each kind, ten annotations of a step are kept', async () => {
    const run = await runWorkflow(
      jobOf(`
- run: for i in $(seq 12); do echo "::warning::w$i"; done
- run: echo "::warning::of another step"`),
    );
    const { annotations } = run.job('build');
    expect(annotations.map(({ message }) => message)).toEqual([
      ...Array.from({ length: 10 }, (_, index) => `w${index + 1}`),
      'of another step',
    ]);
  });

  test('between stop-commands and its token nothing is obeyed', async () => {
    const run = await runWorkflow(
      jobOf(`
- run: |
    echo "::stop-commands::pause-1"
    echo "::error::not one"
    echo "::pause-1::"
    echo "::notice::one"`),
    );
    expect(run.job('build').annotations.map(({ message }) => message)).toEqual(['one']);
  });

  test('secrets and masks are stars in log, annotations and summary, in their encodings too', async () => {
    const run = await runWorkflow(
      jobOf(`
- env:
    TOKEN: \${{ secrets.DEPLOY }}
    LINES: \${{ secrets.LINES }}
  run: |
    echo "token $TOKEN and \${{ secrets.PLAIN }}"
    echo "$LINES"
    printf %s "$TOKEN" | base64
    printf %s "user:$TOKEN" | base64
    python3 -c 'import urllib.parse,json,os; t=os.environ["TOKEN"]; print(urllib.parse.quote(t,safe="")); print(json.dumps(t))'
    echo "::add-mask::my-own-mask"
    echo "::error::about my-own-mask"
    echo "sum of $TOKEN" >> "$GITHUB_STEP_SUMMARY"
    echo "job \${{ github.token }}"`),
      {
        order: {
          secrets: {
            DEPLOY: 'hush/"quoted"&more',
            PLAIN: 'hush-plain',
            LINES: 'first-line\nsecond-line',
          },
        },
      },
    );
    expect(run.conclusion).toBe('success');
    const all = JSON.stringify(run.jobs);
    for (const secret of ['hush', 'quoted', 'first-line', 'second-line', 'aHVzaC8i', 'ghs_job']) {
      expect(all).not.toContain(secret);
    }
    expect(run.job('build').annotations[0]?.message).toBe('about ***');
    expect(run.job('build').summary).toBe('sum of ***\n');
    expect(run.lines('build')).toContain('token *** and ***');
  });

  test('the summary of a step is kept, and one beyond a mebibyte only costs an error', async () => {
    const run = await runWorkflow(
      jobOf(`
- run: echo "# Good" >> "$GITHUB_STEP_SUMMARY"
- run: head -c 1100000 /dev/zero | tr '\\0' x >> "$GITHUB_STEP_SUMMARY"`),
    );
    expect(run.conclusion).toBe('success');
    expect(run.job('build').summary).toBe('# Good\n');
    expect(run.job('build').annotations[0]?.message).toMatch(/content up to a size of 1024k/);
  });

  test('disabled and malformed commands fail the step', async () => {
    const run = await runWorkflow(
      jobOf(`
- id: old
  run: echo "::set-env name=A::b"
  continue-on-error: true
- id: file
  run: echo "no equals sign" >> "$GITHUB_OUTPUT"
  continue-on-error: true
- id: node
  run: echo "NODE_OPTIONS=--x" >> "$GITHUB_ENV"
  continue-on-error: true
- run: echo "\${{ steps.old.outcome }} \${{ steps.file.outcome }} \${{ steps.node.outcome }} <$A>"`),
    );
    expect(run.lines('build')).toContain('failure failure failure <>');
  });
});
