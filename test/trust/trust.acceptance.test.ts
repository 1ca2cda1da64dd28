import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registryOf } from '../../app/domain/scope.ts';
import { WORKFLOW_PATH } from '../../app/github/workflow/workflow-file.ts';
import {
  openTrustWorld,
  pipeline,
  PIPELINE,
  POLICY,
  readable,
  textOf,
  UNGATED,
  type TrustWorld,
} from './trust-world.ts';

let world: TrustWorld;
beforeAll(async () => {
  world = await openTrustWorld();
});
afterAll(() => world.close());

const CHURN = 'mlpipelines: churn';
const EDITED = /workflows\/mlpipelines\.yml of \w+ is not the default branch's. Nothing runs with/;

/** Nothing was started for a commit: no run of ours, no job of GitHub's. */
async function expectNothingRan({
  sha,
  branch,
}: {
  readonly sha: string;
  readonly branch: string;
}) {
  expect(await world.runsOf(sha)).toEqual([]);
  expect(world.jobsOn(branch)).toEqual([]);
}

// First and alone: it holds the first dispatch back.
test('a branch that moves to an edited workflow after the check of its blob gets a job, which is given nothing', async () => {
  const { github, repository, workflow, propose, check, until, jobsOn } = world;
  const files = { [WORKFLOW_PATH]: workflow.replace('fail-fast: false', 'fail-fast: true') };
  let moved: Promise<string> | null = null;
  const move = () => (moved ??= repository.commit({ branch: 'moved', files, by: 'cat' }));
  const fault = { kind: 'act', before: async () => (await move()) !== '' } as const;
  // One for the step with the secret, one for the other.
  github.faults.rule({ operationId: 'actions/create-workflow-dispatch', times: 2, fault });
  const { sha } = await propose('moved', { 'a.py': '1' });
  const jobs = await until(() => {
    const over = jobsOn('moved').filter(({ conclusion }) => conclusion !== null);
    return over.length === 2 ? over : undefined;
  });
  for (const { conclusion, log } of jobs) {
    // Its run is given up as soon as it asks, and the job with it.
    expect(['failure', 'cancelled']).toContain(conclusion);
    expect(log).not.toContain('auc');
  }
  // A further attempt found the edited file.
  const told = await check(sha, CHURN);
  expect(told.conclusion).toBe('failure');
  expect(textOf(told)).toMatch(EDITED);
  const [run] = await world.runsOf(sha);
  const attempts = (await world.store.runs.load(run?.id ?? ''))?.attempts ?? [];
  expect(attempts.filter(({ startedAt }) => startedAt !== null)).toEqual([]);
});

describe.concurrent('nothing runs, and the check says why:', () => {
  test('a pull request that edits the workflow file', async () => {
    const files = { [WORKFLOW_PATH]: `${world.workflow}# one more line\n` };
    const { sha } = await world.propose('edited', files);
    const told = await world.check(sha, CHURN);
    expect(told.conclusion).toBe('failure');
    expect(textOf(told)).toMatch(EDITED);
    expect(textOf(told)).toContain('or take it out of this branch');
    expect(world.jobsOn('edited')).toEqual([]);
  });

  test('a fork', async () => {
    const { github, repository, check } = world;
    const fork = await repository.fork('eve');
    const sha = await fork.commit({ branch: 'evil', files: { 'a.py': 'x' }, by: 'eve' });
    await github.user('eve').openPull(repository, { head: 'evil', from: fork });
    const told = await check(sha);
    expect(told.conclusion).toBe('action_required');
    expect(textOf(told)).toContain('its head is in a fork');
    expect(textOf(told)).toContain(`comment /mlp ok ${sha} in its pull request`);
    await expectNothingRan({ sha, branch: 'evil' });
  });

  test.each([
    ['that pushed code', 'botted', { 'a.py': 'bot' }],
    [
      'that lists itself in the policy of its own change',
      'listed',
      { [POLICY]: 'bots: [renovate]' },
    ],
  ])('a head of a bot that is not listed, %s', async (_, branch, files) => {
    const { sha } = await world.propose(branch, files, 'renovate[bot]');
    const told = await world.check(sha);
    expect(told.conclusion).toBe('action_required');
    expect(textOf(told)).toContain(
      'pushed by the bot renovate[bot], which is not listed under `bots` in .github/mlpipelines.yml of the default branch',
    );
    await expectNothingRan({ sha, branch });
  });

  test('a head that someone without write pushed, in a pull request of someone with it; and a command does not help', async () => {
    const { sha, pull } = await world.propose('bobs', { 'a.py': '2' }, 'bob');
    const told = await world.check(sha);
    expect(told.conclusion).toBe('action_required');
    expect(textOf(told)).toContain('it was pushed by bob, who may not write');
    const answer = `${sha.slice(0, 10)} is not trusted: it was pushed by bob, who may not write.`;
    for (const command of ['/retrain', '/mlp run']) {
      expect(readable(await world.ask('cat', pull, command))).toContain(answer);
    }
    await expectNothingRan({ sha, branch: 'bobs' });
  });
});

describe.concurrent('what grants is the default branch’s, and the check says so:', () => {
  test('gates and approvals that a pull request takes away hold', async () => {
    const data = UNGATED.replace('0.7', '0.2');
    const deploy = '  deploy:\n    run: echo deployed\n';
    const files = { [PIPELINE]: pipeline({ data, deploy }) };
    const { sha } = await world.propose('loose', files);
    const { steps, attempts } = await world.runWhen(sha, ({ header }) => header.endedAt !== null);
    expect(steps.map(({ key, result }) => `${key} ${result}`)).toEqual([
      'data rejected',
      'tell success',
      'deploy skipped',
    ]);
    expect(attempts.map(({ key }) => key)).not.toContain('deploy');
    const text = textOf(await world.check(sha, CHURN));
    expect(text).toContain(
      'What grants is read from the default branch, not from this change: data is held to auc as the default branch has it, until this change is merged; deploy is approved as the default branch says',
    );
    expect(text).toContain('deploy steps only run for commits that passed branch protection');
  });

  test('a secret that it does not give to that step', async () => {
    const tell = '  tell: { run: "true", env: { TOKEN: "${{ secrets.OTHER }}" } }\n';
    const { sha } = await world.propose('greedy', { [PIPELINE]: pipeline({ tell }) });
    const { attempts } = await world.runWhen(sha, ({ header }) => header.endedAt !== null);
    expect(attempts.map(({ key }) => key)).toEqual(['data']);
    expect(textOf(await world.check(sha, CHURN))).toContain(
      'tell wants the secret OTHER, which the pipeline file of the default branch does not give to it, and the author of a change must not choose its secrets. Merge that change first',
    );
  });

  test('a promotion from a branch that nobody protects', async () => {
    const { repository, runWhen, check, store } = world;
    const files = { [PIPELINE]: SHIP };
    const sha = await repository.commit({ branch: 'release', files, by: 'cat' });
    const { header, steps } = await runWhen(sha, ({ header }) => header.endedAt !== null);
    expect(header).toMatchObject({ hosted: { trust: 'writer' }, options: { deploy: false } });
    expect(steps.map(({ key, result }) => `${key} ${result}`)).toEqual([
      'fit success',
      'keep success',
      'go skipped',
    ]);
    expect(textOf(await check(sha, 'mlpipelines: ship'))).toContain(
      'deploy steps only run for commits that passed branch protection',
    );
    const ours = registryOf(header);
    expect(await store.registry.versions('churn', ours)).toHaveLength(1);
    expect(await store.registry.aliases('churn', ours)).toEqual([]);
  });
});

const SHIP = `name: ship
on: { push: { branches: [release] } }
steps:
  fit:
    run: echo 1 > model.txt
    cache: false
    outputs: { model: { type: model, path: model.txt } }
  keep: { register: { model: churn, from: fit.model } }
  go: { needs: [keep], promote: { from: keep, alias: production } }
`;
