import { expect, test } from 'vitest';
import { begun, succeeded } from '../../support/script-host.ts';
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
  expect(check?.summary).toContain('The default branch holds evaluate to good');
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
    '⚠️ **evaluate itself was changed**: <code>its run</code>, <code>evaluate.py</code>',
  );
});
