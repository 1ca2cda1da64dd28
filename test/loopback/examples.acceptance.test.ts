import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { workflowFile, WORKFLOW_PATH } from '../../app/github/workflow/workflow-file.ts';
import { openStore } from '../../app/store/open-store.ts';
import { answersTable } from '../support/a-table.ts';
import { endOfRun } from '../support/end-of-run.ts';
import { waitUntil } from '../support/wait-until.ts';
import { openLoopback } from './open-loopback.ts';
import { ACTION } from './published-action.ts';

const PIPELINE = `name: churn
on: { push: { branches: [main] }, pull_request: {} }
steps:
  evaluate:
    files: [answers.txt, metrics.json]
    run: cp answers.txt predictions.csv && cp metrics.json out.json
    metrics: { path: out.json, primary: acc, maximize: [acc] }
    report: { examples: { path: predictions.csv, id: id, metrics: { acc: { mean: correct } } } }
`;
const GATED = `${PIPELINE}    gates:
      steady: { metric: acc, baseline: merge-base, tolerance: 0.02 }
`;

/** Of 2,000 answers, one in `every` is wrong. */
const files = (every: number, pipeline = PIPELINE) => ({
  '.mlpipelines/churn.yml': pipeline,
  'answers.txt': answersTable(2000, (at) => at % every !== 0),
  'metrics.json': JSON.stringify({ acc: 1 - Math.ceil(2000 / every) / 2000 }),
});

test('a pull request hears in comment and check what the examples of both sides say of its change', async () => {
  const world = await openWorld();
  await world.push(files(5));
  await world.propose(files(10));
  const comment = await world.comment(/better than/);
  expect(comment).toMatch(
    /### ✅ churn: better than <code>main<\/code>: \*\*acc 0\.9\*\* \(\+0\.1, 95 % \+0\.08[78]\d* … \+0\.11[34]\d*\)/,
  );
  expect(comment).toContain('can show, if none of them belong together&#58; ±0.01');
  expect(await world.title(/vs main/)).toMatch(/^acc 0\.9 \(\+0\.1 vs main\) · /);
  // The page of the run names examples, which are those that became right; nothing else does.
  const [flips] = await world.flips();
  expect(flips).toMatchObject({ against: 'main', counts: { better: 200, worse: 0, same: 1800 } });
  const ids = flips?.type === 'found' ? flips.better.map(({ id }) => id) : [];
  expect(ids).toHaveLength(10);
  expect(ids.filter((id) => comment.includes(id))).toEqual([]);
  // What it said before it knew.
  for (const head of world.heads().slice(0, -1)) {
    expect(head).toMatch(/churn: running$|^### ⚪ churn: cannot tell against .* being compared/);
  }

  await world.change(files(4, GATED));
  const worse = await world.comment(/worse than/);
  expect(worse).toMatch(
    /### ❌ churn: worse than <code>main<\/code>: \*\*acc 0\.75\*\* \(−0\.05, 95 %/,
  );
  expect(worse).toMatch(/must not be below −0\.02/);
  expect(await world.title(/gate/)).toMatch(/^rejected · acc 0\.75 \(−0\.05 vs main\) · 0\/1 gate/);
});

const SLICED = PIPELINE.replace(
  '    report:',
  '    slices: { path: parts.csv, by: [segment] }\n    report:',
)
  .replace('files: [answers.txt, metrics.json]', 'files: [answers.txt, metrics.json, slices.csv]')
  .replace('cp metrics.json out.json', 'cp metrics.json out.json && cp slices.csv parts.csv');
const SLICES_GATED = `${SLICED}    gates:
      each: { metric: acc, slice: "segment=*", baseline: merge-base, tolerance: 0.02 }
`;

/** Of 2,000 answers every fifth is of segment `b`; of each segment one in so many is wrong. */
function slicedFiles(every: { readonly a: number; readonly b: number }, pipeline = SLICED) {
  const answers = Array.from({ length: 2000 }, (_, at) => {
    const segment = at % 5 === 2 ? 'b' : 'a';
    return { at, segment, correct: Math.floor(at / 5) % every[segment] === 0 ? 0 : 1 } as const;
  });
  const accuracy = (rows: typeof answers) =>
    rows.reduce((sum, { correct }) => sum + correct, 0) / rows.length;
  const parts = [...Map.groupBy(answers, ({ segment }) => segment)];
  return {
    '.mlpipelines/churn.yml': pipeline,
    'answers.txt': `id,segment,correct\n${answers.map(({ at, segment, correct }) => `e${at},${segment},${correct}\n`).join('')}`,
    'slices.csv': `segment,n,acc\n${parts.map(([name, rows]) => `${name},${rows.length},${accuracy(rows)}\n`).join('')}`,
    'metrics.json': JSON.stringify({ acc: accuracy(answers) }),
  };
}

test('a pull request hears for whom its model is worse, though it is better on the whole', async () => {
  const world = await openWorld();
  await world.push(slicedFiles({ a: 5, b: 5 }));
  await world.propose(slicedFiles({ a: 20, b: 2 }));
  const comment = await world.comment(/Where it got worse/);
  expect(comment).toMatch(
    /### ⚠️ churn: better than <code>main<\/code>.*, but worse in 1 of 2 slices$/m,
  );
  expect(comment).toContain('<b>Where it got worse</b>: 1 of 2 slices');
  expect(comment).toMatch(
    /^\| <code>segment=b<\/code> \| acc \| 0\.5 \| ❌ −0\.3 <sub>from 0\.8, 95\s%\s−0\.3\d+\s…\s−0\.2\d+<\/sub> \| 400 \|$/m,
  );

  await world.change(slicedFiles({ a: 20, b: 2 }, SLICES_GATED));
  const held = await world.comment(/must not be below/);
  expect(held).toMatch(/acc 0\.5 in segment=b \(400 rows\).*must not be below −0\.02/);
  expect(await world.title(/gate/)).toMatch(/^rejected · .* · 0\/1 gate/);
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
  let head = '';
  const heard: string[] = [];
  type Files = Readonly<Record<string, string>>;
  const topic = async (given: Files) => {
    head = await repository.commit({ branch: 'topic', files: given, by: 'ada' });
    return head;
  };
  const hear = () => {
    const [comment] = repository.comments(pull);
    if (comment !== undefined && comment.body !== heard.at(-1)) heard.push(comment.body);
    return comment?.body;
  };
  return {
    push: async (given: Files) =>
      endOfRun(store, await repository.commit({ files: given, by: 'ada' })),
    propose: async (given: Files) => {
      await topic(given);
      pull = await world.github.user('ada').openPull(repository, { head: 'topic' });
    },
    change: topic,
    /** The comment, once it says this of the head. */
    comment: async (says: RegExp) =>
      waitUntil(() => {
        const body = hear();
        return body !== undefined && body.includes(head.slice(0, 7)) && says.test(body) && body;
      }),
    /** The examples that moved most in the head's run, once they are known. */
    flips: async () => {
      const query = { pipeline: null, open: false, limit: 1, sha: head };
      const [run] = await store.runs.list(query);
      return waitUntil(async () => {
        const found = await store.comparisons.flipsOf(run?.id ?? '');
        return found.length > 0 && found;
      });
    },
    /** The title of the head's check, once it says this. */
    title: async (says: RegExp) =>
      waitUntil(() =>
        repository
          .checkRuns(head)
          .map(({ title }) => title ?? '')
          .find((title) => says.test(title)),
      ),
    /** The head of each that it was. */
    heads: () => heard.map((body) => /^### .*$/m.exec(body)?.[0] ?? body),
  };
}
