import { expect, test } from 'vitest';
import type { LoggedRequest } from '../doubles/github/http/limits/request-log.ts';
import { openTimeLapse, WRITER, type TimeLapse } from './open-time-lapse.ts';
import { STEP_MS } from './play-step.ts';

const CORE = 'core of the installation';
const HOUR_MS = 3_600_000;
const WAVES = 10;
const WIDTH = 10;
const LAST = `w${WAVES - 1}-0`;

const namesOf = (wave: number) => Array.from({ length: WIDTH }, (_, index) => `w${wave}-${index}`);
const STEPS = Array.from({ length: WAVES }, (_, wave) => {
  const needs = wave === 0 ? '' : `, needs: [${namesOf(wave - 1).join(', ')}]`;
  return namesOf(wave).map((name) => `  ${name}: { run: python train.py${needs} }\n`);
}).flat();
const WAVY = `name: churn\non: { push: {}, pull_request: {} }\nsteps:\n${STEPS.join('')}`;
const numbers = `[${Array.from({ length: 16 }, (_, n) => n).join(', ')}]`;
const WIDE = `name: sweep
on: { push: {} }
steps:
  train: { run: python train.py, strategy: { matrix: { depth: ${numbers}, seed: ${numbers} } } }
`;

test('a pull request’s run of 100 steps in 10 waves of ten minutes costs at most 80 core requests', async () => {
  const lapse = await openTimeLapse(WAVY);
  const [pushed] = await pushPulls(lapse, 1);
  await lapse.until(() => isOver(lapse, pushed), 2 * WAVES * STEP_MS);
  // Reconcilers look for what is lost long after.
  await lapse.pass(HOUR_MS / 2);
  expect(told(lapse, pushed)).toEqual(ended('success', 'succeeded'));
  const costs = costsOf(lapse);
  console.table(costs);
  expect(costs).toMatchObject({ 'actions/create-workflow-dispatch': WAVES, 'checks/create': 2 });
  expect(costs).not.toHaveProperty('actions/cancel-workflow-run');
  expect(costs[CORE]).toBeLessThanOrEqual(80);
  // Asked for all installations together, however many runs there are: tokens, and what was not delivered.
  const own = lapse.github.log.list().filter(({ auth }) => auth === 'app');
  expect(busiestHour(own)).toBeLessThanOrEqual(15);
}, 300_000);

test('ten such runs at once stay inside the limits of every hour, and each tells how it ended', async () => {
  const lapse = await openTimeLapse(WAVY);
  const pushes = await pushPulls(lapse, 10);
  const [, , third, fourth] = pushes;
  lapse.failing.add(`${third?.sha} w0-0`).add(`${fourth?.sha} ${LAST}`);
  await lapse.until(() => pushes.every((pushed) => isOver(lapse, pushed)), 2 * WAVES * STEP_MS);
  await lapse.pass(HOUR_MS / 2);
  for (const pushed of pushes) {
    const isGood = pushed !== third && pushed !== fourth;
    expect(told(lapse, pushed)).toEqual(
      isGood ? ended('success', 'succeeded') : ended('failure', 'failed'),
    );
  }
  const requests = lapse.github.log.list();
  const made = busiestHour(requests.filter(({ content }) => content !== null));
  const core = busiestHour(requests.filter(({ resource }) => resource === 'core'));
  console.table({ ...costsOf(lapse), 'content in the busiest hour': made, 'core in it': core });
  expect(requests.filter(({ status }) => status === 403 || status === 429)).toEqual([]);
  expect(made).toBeLessThanOrEqual(500);
  expect(core).toBeLessThanOrEqual(5000);
}, 300_000);

test('256 cells are one dispatch', async () => {
  const lapse = await openTimeLapse(WIDE);
  const sha = await lapse.repository.commit({ files: { 'params.txt': '1' }, by: WRITER });
  const over = () => {
    const run = lapse.repository.checkRuns(sha).find(({ name }) => name === 'mlpipelines: sweep');
    return run?.status === 'completed' && run.conclusion === 'success';
  };
  await lapse.until(over, 3 * STEP_MS);
  expect(lapse.repository.jobs()).toHaveLength(256);
  const costs = costsOf(lapse);
  console.table(costs);
  expect(costs).toMatchObject({ 'actions/create-workflow-dispatch': 1 });
  expect(costs['actions/list-jobs-for-workflow-run']).toBeLessThanOrEqual(3);
}, 300_000);

test('a report that compares with main costs at most six requests', async () => {
  const one = (more: string) => `name: churn
on: { push: {}, pull_request: {} }
steps:
  train: { run: python train.py${more} }
`;
  const measured = ', metrics: { path: m.json, primary: auc, maximize: [auc] }';
  const plain = await coreOfPull(await openTimeLapse(one('')), /✅ churn: succeeded/);
  const auc = { auc: 0.9, 'auc.low': 0.89, 'auc.high': 0.91 };
  const world = await openTimeLapse(one(measured), auc);
  const compared = await coreOfPull(world, /no detectable change from <code>main/);
  console.table({ 'a run': plain, 'with a report': compared });
  expect(compared - plain).toBeLessThanOrEqual(6);
}, 300_000);

/** What a pull request's run of one step costs the installation until its comment says this. */
async function coreOfPull(lapse: TimeLapse, says: RegExp): Promise<number> {
  const main = await lapse.repository.commit({ files: { 'params.txt': 'main' }, by: WRITER });
  await lapse.until(() => isOver(lapse, { sha: main, pull: 0 }), 3 * STEP_MS);
  await lapse.pass(HOUR_MS / 2);
  lapse.github.log.clear();
  const [pushed] = await pushPulls(lapse, 1);
  await lapse.until(() => isOver(lapse, pushed), 3 * STEP_MS);
  await lapse.pass(HOUR_MS / 2);
  expect(told(lapse, pushed).comments[0]).toMatch(says);
  return costsOf(lapse)[CORE] ?? 0;
}

type Pushed = { readonly sha: string; readonly pull: number };

/** Someone pushes branches and opens their pull requests, all at once. */
async function pushPulls({ github, repository }: TimeLapse, count: number): Promise<Pushed[]> {
  const pushed: Pushed[] = [];
  for (let number = 1; number <= count; number += 1) {
    const branch = `change-${number}`;
    const sha = await repository.commit({ branch, files: { 'params.txt': branch }, by: WRITER });
    pushed.push({ sha, pull: await github.user(WRITER).openPull(repository, { head: branch }) });
  }
  return pushed;
}

/** What a commit's checks and its pull request's comments say; jobs have checks of their own. */
function told({ repository }: TimeLapse, pushed: Pushed | undefined) {
  const checks = repository.checkRuns(pushed?.sha).filter(({ name }) => name.startsWith('mlp'));
  const comments = repository.comments(pushed?.pull ?? 0);
  return {
    checks: Object.fromEntries(checks.map(({ name, conclusion }) => [name, conclusion])),
    comments: comments.map(({ body }) => body),
  };
}

function ended(conclusion: string, word: string) {
  const comments = [expect.stringContaining(word)];
  return { checks: { mlpipelines: conclusion, 'mlpipelines: churn': conclusion }, comments };
}

function isOver({ repository }: TimeLapse, pushed: Pushed | undefined): boolean {
  const own = repository.checkRuns(pushed?.sha).filter(({ name }) => name === 'mlpipelines: churn');
  return own.length > 0 && own.every(({ status }) => status === 'completed');
}

/** All requests by what they ask, those of an hour's 5,000 of the installation together, and those that count for the App itself. */
function costsOf({ github }: TimeLapse): Readonly<Record<string, number>> {
  const { log } = github;
  const core = log.count({ resource: 'core', auth: 'installation' });
  return { ...log.byOperation(), [CORE]: core, 'core of the App': log.count({ auth: 'app' }) };
}

/** The most requests that any 60 minutes hold. */
function busiestHour(requests: readonly LoggedRequest[]): number {
  const times = requests.map(({ at }) => at);
  const within = (from: number) => times.filter((at) => at >= from && at < from + HOUR_MS).length;
  return Math.max(0, ...times.map(within));
}
