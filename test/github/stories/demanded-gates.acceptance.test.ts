import { expect, test } from 'vitest';
import { begun, stays, succeeded } from '../../support/script-host.ts';
import { openStory } from './open-story.ts';

/** What the default branch has: every pull request is judged by `auc`. */
const MAIN = `name: churn
on:
  pull_request: {}
steps:
  train:
    run: python3 train.py
  evaluate:
    needs: [train]
    run: python3 evaluate.py
    metrics: { path: metrics.json, maximize: [auc] }
    gates: { good: { metric: auc, op: ">=", value: 0.9 } }
`;
const FILE = '.mlpipelines/churn.yml';

type Change = (text: string) => Readonly<Record<string, string | null>>;
const file: (edit: (text: string) => string) => Change = (edit) => (text) => ({
  [FILE]: edit(text),
});
const step = (more: string) => file((text) => text.replace('    needs: [train]\n', more));

/** What a change does to the pipeline that judges it, and whether it may be merged. */
const CASES: readonly (readonly [string, Change, number, string])[] = [
  ['nothing', () => ({ 'a.txt': 'x' }), 0.95, 'success'],
  ['nothing, and is not good enough', () => ({ 'a.txt': 'x' }), 0.5, 'failure'],
  [
    'takes the trigger away',
    file((text) => text.replace('pull_request', 'workflow_dispatch')),
    0.5,
    'failure',
  ],
  [
    'lets the trigger start for other paths alone',
    file((text) => text.replace('pull_request: {}', 'pull_request: { paths: ["docs/**"] }')),
    0.5,
    'failure',
  ],
  [
    'lets the trigger start for another branch alone',
    file((text) => text.replace('pull_request: {}', 'pull_request: { branches: [other] }')),
    0.5,
    'failure',
  ],
  [
    'calls the pipeline otherwise',
    file((text) => text.replace('name: churn', 'name: other')),
    0.95,
    'failure',
  ],
  ['deletes the pipeline', () => ({ [FILE]: null }), 0.5, 'failure'],
  ['deletes the gate', file((text) => text.replace(/ {4}gates: .*\n/, '')), 0.5, 'failure'],
  ['loosens the gate', file((text) => text.replace('0.9', '0.1')), 0.5, 'failure'],
  [
    'skips the step by `if`',
    step("    needs: [train]\n    if: github.actor == 'nobody'\n"),
    0.5,
    'failure',
  ],
  ['skips the step by `when`', step('    needs: [train]\n    when: all-failed\n'), 0.5, 'failure'],
  [
    'skips the step above it',
    file((text) => text.replace('  train:\n', "  train:\n    if: github.actor == 'nobody'\n")),
    0.5,
    'failure',
  ],
  [
    'gives it a matrix without cells',
    step('    needs: [train]\n    strategy: { matrix: { seed: "${{ fromJSON(\'[]\') }}" } }\n'),
    0.5,
    'failure',
  ],
  [
    'tolerates its failure',
    step('    needs: [train]\n    continue-on-error: true\n'),
    0.5,
    'failure',
  ],
  ['deletes the step', file((text) => text.slice(0, text.indexOf('  evaluate:'))), 0.5, 'failure'],
  [
    'has another pipeline cancel its run',
    (text) => ({
      [FILE]: text.replace(
        'steps:',
        'concurrency: { group: one, cancel-in-progress: true }\nsteps:',
      ),
      '.mlpipelines/other.yml':
        'name: other\non: { pull_request: {} }\nconcurrency: { group: one, cancel-in-progress: true }\nsteps: { a: { run: a } }\n',
    }),
    0.5,
    'cancelled',
  ],
  [
    'loosens the gate under the same name, to a warning',
    file((text) => text.replace('value: 0.9 }', 'value: 0.9, severity: warn }')),
    0.5,
    'failure',
  ],
  [
    'changes what it runs',
    file((text) => text.replace('evaluate.py', 'better.py')),
    0.95,
    'success',
  ],
  [
    'changes what it runs, for the worse',
    file((text) => text.replace('evaluate.py', 'worse.py')),
    0.5,
    'failure',
  ],
];

test.each(CASES)('a pull request that %s', async (_title, change, auc, conclusion) => {
  const story = await openStory();
  const { github, repo, host, runs, until, note, settle } = story;
  const { metrics } = { metrics: { auc } };
  host.acts.set('evaluate', () => [begun(), succeeded({ metrics })]);
  await repo.commit({ files: { [FILE]: MAIN }, by: 'ada' });
  await settle();
  const files = change(MAIN);
  const sha = await repo.commit({ branch: 'topic', files, by: 'ada' });
  await note('pushed', sha);
  const onBranch = repo.checkRuns(sha).findLast(({ name }) => name === 'mlpipelines');
  expect(onBranch?.conclusion ?? 'none').not.toBe('success');
  await github.user('ada').openPull(repo, { head: 'topic' });
  await settle();
  for (const { id, endedAt } of (await runs()).filter((run) => run.sha === sha)) {
    if (endedAt === null) await until(id);
  }
  await note('judged', sha);
  const check = repo.checkRuns(sha).findLast(({ name }) => name === 'mlpipelines');
  expect(check?.conclusion, check?.summary ?? '').toBe(conclusion);
});

/** Opens a pull request that changes some files, runs what it starts to the end, and gives its check. */
async function proposed(
  story: Awaited<ReturnType<typeof openStory>>,
  files: Readonly<Record<string, string>>,
) {
  const { github, repo, settle, runs, until, note } = story;
  const sha = await repo.commit({ branch: 'topic', files, by: 'ada' });
  const pull = await github.user('ada').openPull(repo, { head: 'topic' });
  const judged = async () => {
    await settle();
    for (const { id, endedAt } of (await runs()).filter((run) => run.sha === sha)) {
      if (endedAt === null) await until(id);
    }
    await note('judged', sha);
    const check = repo.checkRuns(sha).findLast(({ name }) => name === 'mlpipelines');
    return `${check?.conclusion ?? check?.status}`;
  };
  return { sha, pull, judged };
}

const DETECT = MAIN.replace(
  '  train:',
  `  detect:
    run: python3 detect.py
    outputs: { changed: { type: string }, seeds: { type: json } }
  train:`,
);
/** Conditions and cells of the default branch that the change itself decides by what it runs. */
const DECIDED_BY_CODE = [
  [
    'its param',
    MAIN.replace('steps:', 'params: { full: { type: boolean, default: true } }\nsteps:').replace(
      '    needs: [train]\n',
      '    needs: [train]\n    if: params.full\n',
    ),
    (text: string) => text.replace('default: true', 'default: false'),
  ],
  [
    'an output of its own',
    DETECT.replace(
      '    needs: [train]\n',
      "    needs: [train]\n    if: steps.detect.outputs.changed == 'true'\n",
    ),
    (text: string) => text.replace('detect.py', 'detect.py --none'),
  ],
  [
    'cells of its own',
    DETECT.replace(
      '    needs: [train]\n',
      '    needs: [train]\n    strategy: { matrix: "${{ fromJSON(steps.detect.outputs.seeds) }}" }\n',
    ),
    (text: string) => text.replace('detect.py', 'detect.py --none'),
  ],
] as const;

test.each(DECIDED_BY_CODE)(
  'a gated step that a change keeps from running by %s was not judged',
  async (_, main, edit) => {
    const story = await openStory();
    const { repo, host, settle } = story;
    const outputs = { changed: 'false', seeds: [] };
    host.acts.set('detect', () => [begun(), succeeded({ outputs })]);
    host.acts.set('evaluate', () => [begun(), succeeded({ metrics: { auc: 0.95 } })]);
    await repo.commit({ files: { [FILE]: main }, by: 'ada' });
    await settle();
    const { judged } = await proposed(story, { [FILE]: edit(main) });
    expect(await judged()).toBe('failure');
  },
);

test('a run by hand with other params judges nothing, whatever it says', async () => {
  const story = await openStory();
  const { github, repo, host, settle } = story;
  const main = MAIN.replace(
    '  pull_request: {}',
    '  pull_request: {}\n  workflow_dispatch: {}',
  ).replace('steps:', 'params: { rows: { type: number, default: 100 } }\nsteps:');
  const auc = { value: 0.5 };
  host.acts.set('evaluate', () => [begun(), succeeded({ metrics: { auc: auc.value } })]);
  await repo.commit({ files: { [FILE]: main }, by: 'ada' });
  await settle();
  const { judged, pull } = await proposed(story, { 'a.txt': '1' });
  expect(await judged()).toBe('failure');
  auc.value = 0.95;
  github.user('ada').comment(repo, pull, '/mlp run churn rows=1');
  expect(await judged()).toBe('failure');
  github.user('ada').comment(repo, pull, '/mlp run churn');
  expect(await judged()).toBe('success');
});

test('a pull request into another branch is judged by what is demanded there', async () => {
  const story = await openStory();
  const { github, repo, host, settle } = story;
  const main = MAIN.replace('pull_request: {}', 'pull_request: { branches: [main] }');
  host.acts.set('evaluate', () => [begun(), succeeded({ metrics: { auc: 0.5 } })]);
  await repo.commit({ files: { [FILE]: main }, by: 'ada' });
  await repo.commit({ branch: 'dev', files: { 'b.md': '1' }, by: 'ada' });
  await settle();
  const sha = await repo.commit({ branch: 'topic', files: { 'a.txt': '1' }, by: 'ada' });
  const pull = await github.user('ada').openPull(repo, { head: 'topic', base: 'dev' });
  await story.note('into dev', sha);
  const check = () =>
    repo.checkRuns(sha).findLast(({ name }) => name === 'mlpipelines')?.conclusion;
  expect(check()).toBe('success');
  await github.user('ada').setBase(repo, pull, 'main');
  await story.carryOut();
  host.acts.set('evaluate', () => [begun(), succeeded({ metrics: { auc: 0.5 } })]);
  await story.note('into main', sha);
  expect(check()).toBe('failure');
});

test('a fork that loosens a gate is held to the default branch’s, once it is let run', async () => {
  const story = await openStory();
  const { github, repo, host, settle, runs, until, note } = story;
  host.acts.set('evaluate', () => [begun(), succeeded({ metrics: { auc: 0.5 } })]);
  await repo.commit({ files: { [FILE]: MAIN }, by: 'ada' });
  await settle();
  const fork = await repo.fork('eve');
  const files = { [FILE]: MAIN.replace('value: 0.9', 'value: 0.1') };
  const sha = await fork.commit({ branch: 'topic', files, by: 'eve' });
  const pull = await github.user('eve').openPull(repo, { head: 'topic', from: fork });
  await settle();
  github.user('ada').comment(repo, pull, `/mlp ok ${sha}`);
  await settle();
  await until((await runs())[0]?.id ?? '');
  await note('judged', sha);
  const check = repo.checkRuns(sha).findLast(({ name }) => name === 'mlpipelines');
  expect(check?.conclusion).toBe('failure');
});

test('a fork that takes the trigger away is no better off', async () => {
  const { github, repo, note, settle } = await openStory();
  await repo.commit({ files: { [FILE]: MAIN }, by: 'ada' });
  await settle();
  const fork = await repo.fork('eve');
  const files = { [FILE]: MAIN.replace('pull_request', 'workflow_dispatch') };
  const sha = await fork.commit({ branch: 'topic', files, by: 'eve' });
  await github.user('eve').openPull(repo, { head: 'topic', from: fork });
  await note('opened', sha);
  const check = repo.checkRuns(sha).findLast(({ name }) => name === 'mlpipelines');
  expect(check?.conclusion).toBe('failure');
  expect(check?.summary).toContain('The default branch requires evaluate to pass good');
});

test('a step that the default branch’s own condition leaves out is left out rightly', async () => {
  const { github, repo, note, settle, runs, until } = await openStory();
  const text = MAIN.replace(
    '    run: python3 evaluate.py',
    "    if: github.ref == 'refs/heads/x'\n    run: python3 evaluate.py",
  );
  await repo.commit({ files: { [FILE]: text }, by: 'ada' });
  await settle();
  const sha = await repo.commit({ branch: 'topic', files: { 'a.txt': 'x' }, by: 'ada' });
  await github.user('ada').openPull(repo, { head: 'topic' });
  await settle();
  await until((await runs())[0]?.id ?? '');
  await note('judged', sha);
  const check = repo.checkRuns(sha).findLast(({ name }) => name === 'mlpipelines');
  expect(check?.conclusion).toBe('success');
});

test('the check says first what was changed of the step that judges', async () => {
  const story = await openStory();
  const { repo, note, settle } = story;
  await repo.commit({ files: { [FILE]: MAIN, 'evaluate.py': '1' }, by: 'ada' });
  await settle();
  const files = { 'evaluate.py': '2', [FILE]: MAIN.replace('evaluate.py', 'evaluate.py --fast') };
  const sha = await repo.commit({ branch: 'topic', files, by: 'ada' });
  await note('pushed', sha);
  const check = repo.checkRuns(sha).findLast(({ name }) => name === 'mlpipelines');
  expect(check?.summary?.split('\n')[0]).toBe(
    '⚠️ **evaluate itself was changed**, which judges this commit: <code>run</code>, <code>evaluate.py</code>',
  );
});

const IN_PULLS = MAIN.replace('  pull_request: {}', '  push: {}\n  pull_request: {}');
const JUDGED_IN_PULLS = [
  ['its name', "github.event_name == 'pull_request'"],
  ['an index', "github['event_name'] == 'pull_request'"],
  ['all that there is', "contains(toJSON(github), 'pull_request')"],
] as const;

test.each(JUDGED_IN_PULLS)(
  'what only a pull request judges, told by %s, keeps a push from counting as good, and is judged once there is one',
  async (_, condition) => {
    const story = await openStory();
    const { repo, host, settle, note } = story;
    host.acts.set('evaluate', () => [begun(), succeeded({ metrics: { auc: 0.95 } })]);
    const main = IN_PULLS.replace(
      '    needs: [train]\n',
      `    needs: [train]\n    if: ${condition}\n`,
    );
    await repo.commit({ files: { [FILE]: main }, by: 'ada' });
    await settle();
    const sha = await repo.commit({ branch: 'topic', files: { 'a.txt': '1' }, by: 'ada' });
    await story.carryOut();
    await note('pushed', sha);
    const check = repo.checkRuns(sha).findLast(({ name }) => name === 'mlpipelines');
    expect(check?.conclusion ?? 'none').not.toBe('success');
    await story.github.user('ada').openPull(repo, { head: 'topic' });
    await settle();
    for (const { id, endedAt } of await story.runs()) if (endedAt === null) await story.until(id);
    await note('judged', sha);
    const judged = repo.checkRuns(sha).findLast(({ name }) => name === 'mlpipelines');
    expect(judged?.conclusion, judged?.summary ?? '').toBe('success');
  },
);

test('a run with other params that is over sooner does not stand for the one that judges', async () => {
  const story = await openStory();
  const { github, repo, host, settle, runs, until, note } = story;
  const main = MAIN.replace(
    '  pull_request: {}',
    '  pull_request: {}\n  workflow_dispatch: {}',
  ).replace('steps:', 'params: { rows: { type: number, default: 100 } }\nsteps:');
  await repo.commit({ files: { [FILE]: main }, by: 'ada' });
  await settle();
  host.acts.set('evaluate', stays);
  const sha = await repo.commit({ branch: 'topic', files: { 'a.txt': '1' }, by: 'ada' });
  const pull = await github.user('ada').openPull(repo, { head: 'topic' });
  await settle();
  await until((await runs())[0]?.id ?? '', () => host.order.includes('evaluate'));
  host.acts.set('evaluate', () => [begun(), succeeded({ metrics: { auc: 0.95 } })]);
  github.user('ada').comment(repo, pull, '/mlp run churn rows=1');
  await settle();
  await until((await runs())[0]?.id ?? '');
  await note('quicker', sha);
  const check = repo.checkRuns(sha).findLast(({ name }) => name === 'mlpipelines');
  expect(check?.conclusion ?? check?.status).toBe('in_progress');
});

test('gates of a step that follows a deployment are judged after the merge', async () => {
  const story = await openStory();
  const { repo, host, settle } = story;
  const main = `${MAIN}  deploy: { needs: [evaluate], approval: {}, run: deploy }
  monitor:
    needs: [deploy]
    run: monitor
    metrics: metrics.json
    gates: { up: { metric: auc, op: ">", value: 0.2 } }
`;
  host.acts.set('evaluate', () => [begun(), succeeded({ metrics: { auc: 0.95 } })]);
  await repo.commit({ files: { [FILE]: main }, by: 'ada' });
  await settle();
  const { judged } = await proposed(story, { 'a.txt': '1' });
  expect(await judged()).toBe('success');
});
