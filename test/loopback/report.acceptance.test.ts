import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { workflowFile, WORKFLOW_PATH } from '../../app/github/workflow/workflow-file.ts';
import { openStore } from '../../app/store/open-store.ts';
import { endOfRun } from '../support/end-of-run.ts';
import { waitUntil } from '../support/wait-until.ts';
import { openLoopback } from './open-loopback.ts';
import { ACTION } from './published-action.ts';

const PIPELINE = '.mlpipelines/churn.yml';
const PIPELINE_TEXT = `name: churn
on: { push: { branches: [main] }, pull_request: {} }
params:
  hidden: { type: number, default: 16 }
steps:
  evaluate:
    files: [metrics.json]
    run: cp metrics.json out.json && echo \${{ params.hidden }}
    metrics: { path: out.json, primary: auc, maximize: [auc], minimize: [loss] }
    gates:
      good: { metric: auc, op: '>=', value: 0.85 }
`;

const sure = (value: number) => ({ value, low: value - 0.005, high: value + 0.005 });
const files = (metrics: object, pipeline = PIPELINE_TEXT) => ({
  [PIPELINE]: pipeline,
  'metrics.json': JSON.stringify(metrics),
});

test('a pull request hears in comment and check whether its model got better than that of main', async () => {
  const world = await openWorld();
  await world.push(files({ auc: sure(0.9), loss: 0.3, size: 10 }));
  const better = await world.propose(files({ auc: sure(0.92), loss: 0.31, size: 10 }));
  expect(better.title).toMatch(/^auc 0\.92 \(\+0\.02 vs main\) · 1\/1 gate · [\d.]+s$/);
  expect(better.comment).toContain(
    '### ✅ churn: better than <code>main</code>: **auc 0.92** (+0.02, 95 % +0.0129 … +0.0271)\n\nTest&#45;set noise only&#58; training again may move auc by more. **1 of 1 gate passed.**',
  );
  expect(better.comment).toMatch(
    /\| \*\*auc\*\* ↑ ⭐ \| \*\*0\.92\*\*<br><sub>95 % 0\.9150 … 0\.9250<\/sub> \| ✅ \*\*\+0\.02\*\* <sub>from 0\.9, 95 % \+0\.0129 … \+0\.0271<\/sub> \|/,
  );
  // Nobody said how sure the step is of it.
  expect(better.comment).toMatch(/\| loss ↓ \| 0\.31 \| ⚪ \+0\.01 <sub>from 0\.3<\/sub> \|/);
  expect(better.comment).toContain('noise not known');

  const same = await world.change(files({ auc: sure(0.902), loss: 0.3, size: 10 }));
  expect(same.comment).toContain(
    '### ⚪ churn: no detectable change from <code>main</code>: **auc',
  );

  const worse = await world.change(
    files({ auc: sure(0.8), loss: 0.3, size: 10 }, PIPELINE_TEXT.replace('16', '24')),
  );
  expect(worse.title).toMatch(/^rejected · auc 0\.8 \(−0\.1 vs main\) · 0\/1 gate · /);
  expect(worse.comment).toContain(
    '### ❌ churn: worse than <code>main</code>: **auc 0.8** (−0.1, 95 % ',
  );
  expect(worse.comment).toContain('<code>evaluate</code> was rejected');
  expect(worse.comment).toContain('| <code>hidden</code> | **24** | 16 |');
});

test('where main has measured nothing yet, that is said', async () => {
  const world = await openWorld();
  const first = await world.propose(files({ auc: 0.9 }));
  expect(first.title).toMatch(/^auc 0\.9 · 1\/1 gate · /);
  expect(first.comment).toContain('main has not measured this step yet');
});

test('a report is done again when main has measured, and when production becomes another version, until it is merged', async () => {
  const world = await openWorld();
  const flag = join(await mkdtemp(join(tmpdir(), 'measured-')), 'go');
  const pipeline = releasing(flag);
  await world.push(files({ auc: sure(0.9) }, pipeline));
  const slow = { ...files({ auc: sure(0.91) }, pipeline), 'wait.txt': 'yes' };
  const second = await world.begin(slow);
  const first = await world.propose({
    ...files({ auc: sure(0.95) }, pipeline),
    'wait.txt': 'no',
  });
  expect(first.comment).toMatch(/main still measures it in run .*2/);
  expect(first.comment).toContain('vs <code>churn&#64;production</code> v1');
  expect(first.comment).toContain(
    'Merging runs it on <code>main</code>, which moves <code>churn&#64;production</code> (now v1).',
  );
  expect(first.comment).toContain('- Runs there: <code>register</code>, <code>release</code>\n');
  await writeFile(flag, '');
  await world.ended(second);
  const later = await world.comment(/vs <code>churn&#64;production<\/code> v3/);
  expect(later).toMatch(
    /### ✅ churn: better than <code>main<\/code>: \*\*auc 0\.95\*\* \(\+0\.04, 95 %/,
  );
  expect(await world.title(/vs main/)).toMatch(/^auc 0\.95 \(\+0\.04 vs main\)/);
  const before = await world.close();
  await world.push({ ...files({ auc: sure(0.99) }, pipeline), 'wait.txt': 'no' });
  expect(await world.touches()).toBe(before);
});

/** What main measures it deploys; with `yes` in wait.txt it measures once there is a flag. */
function releasing(flag: string): string {
  return `name: churn
on: { push: { branches: [main] }, pull_request: {} }
steps:
  evaluate:
    files: [metrics.json, wait.txt]
    inputs: { champion: { model: churn@production, path: champion.bin, optional: true } }
    env: { CHAMPION: "\${{ inputs.champion.path }}" }
    run: |
      if [ "$(cat wait.txt 2>/dev/null)" = no ]; then grep -q auc "$CHAMPION" || exit 3; fi
      if [ "$(cat wait.txt 2>/dev/null)" = yes ]; then while [ ! -e ${flag} ]; do sleep 0.1; done; fi
      cp metrics.json out.json
      cp metrics.json model.bin
    metrics: { path: out.json, primary: auc, maximize: [auc] }
    report: { compare: [merge-base, churn@production] }
    outputs: { model: { type: model, path: model.bin } }
  register:
    register: { model: churn, from: evaluate.model, metrics: evaluate }
  release:
    needs: [register]
    if: github.ref == 'refs/heads/main'
    promote: { from: register, alias: production }
`;
}

const TRAINED = `name: churn
on: { push: { branches: [main] }, pull_request: {}, command: [retrain] }
params:
  hidden: { type: number, default: 16 }
steps:
  split:
    files: [data.csv]
    run: mkdir -p sets && cp data.csv sets/
    outputs: { sets: { type: dataset, path: sets } }
  train:
    inputs: { sets: split.sets }
    files: [curve.jsonl]
    params: [hidden]
    run: cp curve.jsonl live.jsonl && tail -n 1 curve.jsonl > model.json
    metrics: { live: live.jsonl, primary: val_loss, minimize: [val_loss] }
    outputs: { model: { type: model, path: model.json } }
  evaluate:
    inputs: { model: train.model, sets: split.sets }
    files: []
    run: cp model.json out.json
    metrics: { path: out.json, primary: val_loss, minimize: [val_loss] }
    gates:
      small: { metric: val_loss, op: '<=', value: 0.1, severity: warn }
`;

function trained(ends: number, pipeline = TRAINED) {
  const lines = Array.from({ length: 20 }, (_, at) => {
    const loss = ends + (19 - at) / 100;
    return JSON.stringify({ step: at + 1, epoch: at + 1, loss, val_loss: loss + 0.01 });
  });
  return { [PIPELINE]: pipeline, 'data.csv': 'a,b\n', 'curve.jsonl': `${lines.join('\n')}\n` };
}

test('a comment tells how training went, what changed, what only warns, and what was tried before', async () => {
  const world = await openWorld();
  await world.push(trained(0.2));
  const { comment } = await world.propose(trained(0.15));
  expect(comment).toContain('> [!WARNING]\n> **small** of <code>evaluate</code>: ');
  expect(comment).toContain(
    '<b>Training</b>: 20 epochs of <code>train</code>, best val&#95;loss 0.16 at 20</summary>',
  );
  expect(comment).toContain('x-axis "epoch" 1 --> 20');
  expect(comment).toMatch(/line "val_loss, this run" \[0\.35, .* 0\.16\]/);
  expect(comment).toMatch(/line "val_loss, main" \[0\.4, .* 0\.21\]/);
  expect(comment).toMatch(/line "loss, this run" \[0\.34, .* 0\.15\]/);
  expect(comment).toMatch(/<b>What changed<\/b>: 1 file; data is the same \(<code>sha256&#58;/);
  expect(comment).toContain('- Files of this branch: <code>curve.jsonl</code> +20 −20\n');
  expect(comment).toContain('- Ran: <code>train</code>, <code>evaluate</code>\n');
  expect(comment).toContain('- From the cache: <code>split</code>\n');
  expect(comment).toContain('Try another: <code>/retrain hidden=32</code>');
  expect(comment).not.toContain('Earlier runs');

  const other = trained(0.15, TRAINED.replace('cp model.json out', 'cat model.json > out'));
  const second = (await world.change(other)).comment;
  expect(second).toContain('evaluation changed, not comparable with <code>main</code>');
  expect(second).toContain('it was measured differently there (its command changed).');
  expect(second).toMatch(/<b>Earlier runs of this pull request<\/b>: 1<\/summary>/);
  expect(second).toMatch(/\| <code>push<\/code> by ada \| 0\.16 \|/);
  // It was trained in the run before.
  expect(second).toContain('20 epochs of <code>train</code>');
});

async function openWorld() {
  const world = await openLoopback();
  const store = await openStore({ sqliteFile: join(world.config.state, 'store.sqlite') });
  onTestFinished(async () => {
    await store.close();
    await world.close();
  });
  const repository = world.github.repository('acme/churn', { collaborators: { ada: 'write' } });
  const workflow = workflowFile({ secrets: [], actionRef: ACTION, app: world.config.url });
  await repository.commit({ files: { [WORKFLOW_PATH]: workflow } });
  repository.protect('main');
  world.app.install([repository]);
  let pull = 0;
  type Files = Readonly<Record<string, string>>;
  const topic = async (given: Files) =>
    repository.commit({ branch: 'topic', files: given, by: 'ada' });
  /** What GitHub shows of a commit once its run is over. */
  const shown = async (sha: string) => {
    await endOfRun(store, sha);
    const check = await waitUntil(() =>
      repository
        .checkRuns(sha)
        .find(({ name, conclusion }) => name === 'mlpipelines: churn' && conclusion !== null),
    );
    const comment = await waitUntil(() =>
      repository
        .comments(pull)
        .find(({ body }) => body.includes(sha.slice(0, 7)) && !/ running\./.test(body)),
    );
    return { title: check.title ?? '', comment: comment.body };
  };
  let head = '';
  const publication = () => store.publications.find(`comment/${repository.record.id}/${pull}`);
  return {
    push: async (given: Files) =>
      endOfRun(store, await repository.commit({ files: given, by: 'ada' })),
    begin: async (given: Files) => repository.commit({ files: given, by: 'ada' }),
    ended: async (sha: string) => endOfRun(store, sha),
    /** The comment, once it says this. */
    comment: async (says: RegExp) => {
      const said = () => repository.comments(pull).find(({ body }) => says.test(body));
      return (await waitUntil(said)).body;
    },
    /** The title of the head's check, once it says this. */
    title: async (says: RegExp) => {
      const titles = () => repository.checkRuns(head).map(({ title }) => title ?? '');
      return waitUntil(() => titles().find((title) => says.test(title)));
    },
    /** Closes the pull request; gives how often its comment has been due, once the App has heard of it. */
    close: async () => {
      await world.github.user('ada').setState(repository, pull, 'closed');
      return waitUntil(async () => {
        const told = await publication();
        return told?.notes['closed'] === true && told.touched;
      });
    },
    touches: async () => (await publication())?.touched,
    propose: async (given: Files) => {
      const sha = await topic(given);
      head = sha;
      pull = await world.github.user('ada').openPull(repository, { head: 'topic' });
      return shown(sha);
    },
    change: async (given: Files) => shown(await topic(given)),
  };
}
