import { describe, expect, test } from 'vitest';
import type { ActionPolicy } from '../service/action-policy.ts';
import { anOrder, jobOf, runWorkflow, startRun } from '../testing/run-workflow.ts';
import { openActions } from '../open-actions.ts';

const PLAN = `
on: { workflow_dispatch: { inputs: { plan: { type: string } } } }
jobs:
  step:
    name: \${{ matrix.step.name }}
    strategy: { fail-fast: false, matrix: { step: '\${{ fromJSON(inputs.plan) }}' } }
    runs-on: \${{ matrix.step.runs_on }}
    timeout-minutes: \${{ matrix.step.timeout }}
    environment: \${{ matrix.step.environment }}
    steps:
      - run: echo "\${{ matrix.step.name }} of \${{ strategy.job-total }} <\${{ secrets.KEY }}>"; exit \${{ matrix.step.exit || 0 }}
`;

function planOf(...steps: readonly object[]) {
  const plan = steps.map((step) => Object.assign({ runs_on: 'ubuntu-latest', timeout: 5 }, step));
  return { inputs: { plan: JSON.stringify(plan) } };
}

describe('jobs', () => {
  test('an input becomes jobs, each with its own name, labels and environment; one failure leaves the rest alone', async () => {
    const run = await runWorkflow(PLAN, {
      order: {
        ...planOf(
          { name: 'prepare' },
          { name: 'train', exit: 1, runs_on: ['ubuntu-24.04'] },
          { name: 'deploy', environment: 'production' },
        ),
        secrets: { KEY: 'repository-key' },
        environmentSecrets: { production: { KEY: 'production-key' } },
      },
    });
    expect(run.conclusion).toBe('failure');
    const ends = run.jobs.map(({ name, labels, conclusion }) => ({ name, labels, conclusion }));
    expect(ends).toEqual([
      { name: 'prepare', labels: ['ubuntu-latest'], conclusion: 'success' },
      { name: 'train', labels: ['ubuntu-24.04'], conclusion: 'failure' },
      { name: 'deploy', labels: ['ubuntu-latest'], conclusion: 'success' },
    ]);
    expect(run.lines('deploy')).toContain('deploy of 3 <***>');
    expect(JSON.stringify(run.jobs)).not.toMatch(/(repository|production)-key/);
    expect(run.story.slice(0, 3)).toEqual(['queued prepare', 'queued train', 'queued deploy']);
    expect(run.story.at(-1)).toBe('run failure');
  });

  test.each([
    ['an empty list', '[]', "Matrix vector 'step' does not contain any values"],
    ['no JSON', 'nonsense', 'JSON'],
    ['257 values', JSON.stringify(Array.from({ length: 257 }, (_, n) => n)), 'limit of 256'],
  ])('a matrix made of %s is a startup failure without a job', async (_, plan, why) => {
    const actions = await openActions();
    const order = anOrder(PLAN, { inputs: { plan } });
    const run = startRun(actions, order);
    await actions.whenIdle();
    expect(run.story).toEqual(['run startup_failure']);
    expect(actions.startupErrors(order.runId)).toEqual([expect.stringContaining(why)]);
    await actions.close();
  });

  test('an action that the organisation does not allow, or names by a tag, is a startup failure, told on the page alone', async () => {
    const sha = '08c6903cd8c0fde910a37f88322edcfb5dd907a8';
    const file = jobOf(`- uses: actions/checkout@${sha}\n- uses: other/tool@v1\n- uses: ./own`);
    const endOf = async (policy: ActionPolicy) => {
      const actions = await openActions({ policy });
      const order = anOrder(file);
      const run = startRun(actions, order);
      await actions.whenIdle();
      await actions.close();
      expect(run.story).toEqual(['run startup_failure']);
      return actions.startupErrors(order.runId);
    };
    expect(await endOf({ patterns: ['actions/*'], pinned: false })).toMatchInlineSnapshot(`
      [
        "The action other/tool@v1 is not allowed in acme/models because all actions must be from a repository owned by acme or match one of the patterns: actions/*.",
      ]
    `);
    expect(await endOf({ patterns: null, pinned: true })).toMatchInlineSnapshot(`
      [
        "The action other/tool@v1 is not allowed in acme/models because all actions must be pinned to a full-length commit SHA.",
      ]
    `);
  });

  test("a file that GitHub's parser refuses is a startup failure with its words", async () => {
    const actions = await openActions();
    const order = anOrder('on: workflow_dispatch\njobs: { a: { steps: [] } }\n');
    const run = startRun(actions, order);
    await actions.whenIdle();
    expect(run.story).toEqual(['run startup_failure']);
    expect(actions.startupErrors(order.runId)).toMatchInlineSnapshot(`
      [
        "ci.yml (Line: 2, Col: 12): Required property is missing: runs-on",
      ]
    `);
    await actions.close();
  });

  test('what is not modelled is refused, not ignored', async () => {
    const text =
      'on: workflow_dispatch\njobs: { a: { runs-on: x, container: python, steps: [{ run: ls }] } }\n';
    await expect(runWorkflow(text)).rejects.toThrow(/job a: `container` is not modelled/);
  });

  test('a job waits for those it needs and reads their outputs; without them it is skipped', async () => {
    const run = await runWorkflow(
      `
on: workflow_dispatch
jobs:
  last:
    needs: [good, bad]
    if: always()
    runs-on: ubuntu-latest
    steps: [{ run: 'echo "good \${{ needs.good.outputs.word }} <\${{ needs.good.outputs.key }}>, bad \${{ needs.bad.result }}"' }]
  good:
    runs-on: ubuntu-latest
    outputs: { word: '\${{ steps.say.outputs.word }}', key: '\${{ steps.say.outputs.key }}' }
    steps: [{ id: say, env: { KEY: '\${{ secrets.KEY }}' }, run: 'echo "word=fine" >> "$GITHUB_OUTPUT"; echo "key=$KEY" >> "$GITHUB_OUTPUT"' }]
  bad: { needs: good, runs-on: ubuntu-latest, steps: [{ run: exit 1 }] }
  after: { needs: bad, runs-on: ubuntu-latest, steps: [{ run: exit 0 }] }
  rescue: { needs: after, if: failure(), runs-on: ubuntu-latest, steps: [{ run: exit 0 }] }
`,
      { order: { secrets: { KEY: 'no-output' } } },
    );
    expect(run.lines('last')).toContain('good fine <>, bad failure');
    expect(run.job('after').conclusion).toBe('skipped');
    expect(run.job('rescue').conclusion).toBe('success');
    expect(run.conclusion).toBe('failure');
    const order = (what: string) => run.story.indexOf(what);
    expect(order('completed good success')).toBeLessThan(order('queued bad'));
    expect(run.job('good').annotations[0]?.message).toBe(
      "Skip output 'key' since it may contain secret.",
    );
  });

  test('fail-fast, the default, cancels what is beside a failure; include, exclude and default names are as on GitHub', async () => {
    const run = await runWorkflow(`
on: workflow_dispatch
jobs:
  try:
    strategy:
      matrix:
        os: [a, b]
        n: [1, 2]
        exclude: [{ os: b, n: 1 }]
        include: [{ os: a, extra: x }, { os: c, n: 9 }]
    runs-on: ubuntu-latest
    steps: [{ run: 'if [ \${{ matrix.n }} = 9 ]; then exit 1; fi; exec sleep 600' }]
`);
    expect(run.jobs.map(({ name, conclusion }) => `${name}: ${conclusion}`)).toEqual([
      'try (a, 1, x): cancelled',
      'try (a, 2, x): cancelled',
      'try (b, 2): cancelled',
      'try (c, 9): failure',
    ]);
    expect(run.conclusion).toBe('failure');
  });
});

describe('jobs at work', () => {
  test('jobs share the slots of the plan, and max-parallel is a limit of its own', async () => {
    const text = (max: string) => `
on: workflow_dispatch
jobs:
  one:
    strategy: { matrix: { n: [1, 2, 3] }${max} }
    runs-on: ubuntu-latest
    steps: [{ run: exit 0 }]
`;
    const oneSlot = await runWorkflow(text(''), { options: { hostedSlots: 1 } });
    const oneAtOnce = await runWorkflow(text(', max-parallel: 1'));
    for (const run of [oneSlot, oneAtOnce]) {
      expect(run.story.filter((line) => !line.startsWith('queued'))).toEqual([
        'started one (1)',
        'completed one (1) success',
        'started one (2)',
        'completed one (2) success',
        'started one (3)',
        'completed one (3) success',
        'run success',
      ]);
    }
  });

  test("the token of a job can what `permissions` says, and its steps read it as GitHub's", async () => {
    const asked: unknown[] = [];
    const text = (permissions: string) => `
on: workflow_dispatch
permissions: { contents: write }
jobs:
  a: { runs-on: ubuntu-latest, ${permissions} steps: [{ run: 'test "\${{ secrets.GITHUB_TOKEN }}" = "\${{ github.token }}"' }] }
`;
    for (const permissions of [
      '',
      'permissions: { checks: read, id-token: write },',
      'permissions: {},',
    ]) {
      const run = await runWorkflow(text(permissions), {
        order: {
          issueToken: (_, permissions) => {
            asked.push(permissions);
            return 'ghs_x';
          },
        },
      });
      expect(run.conclusion).toBe('success');
    }
    expect(asked).toEqual([
      { contents: 'write', metadata: 'read' },
      { checks: 'read', 'id-token': 'write', metadata: 'read' },
      { metadata: 'read' },
    ]);
  });

  test('a job whose label no machine has waits until its run is cancelled', async () => {
    const actions = await openActions();
    const order = anOrder(PLAN, planOf({ name: 'gpu', runs_on: ['mlp-1'] }));
    const run = startRun(actions, order);
    await run.until(() => run.story.length === 1);
    actions.backend.cancelRun(order.runId, 'cancel');
    await actions.whenIdle();
    expect(run.story).toEqual(['queued gpu', 'completed gpu cancelled', 'run cancelled']);
    await actions.close();
  });
});
