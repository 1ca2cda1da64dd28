import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { openStore, type StoreLocation } from '../../app/store/open-store.ts';
import { stateOf } from '../doubles/github/state/deployments.ts';
import type { SeededRepository } from '../doubles/github/people/seeded-repository.ts';
import { planCrash, type Moment } from './crash.ts';
import { QUIET_MS } from './ends-as.ts';
import type { Chaos } from './open-chaos.ts';
import { OWNER, ran, seedRepository } from './pull-run.ts';
import { until } from './until.ts';

const LEAD = 'lead';
const ENVIRONMENT = 'churn@production';

/** Trains, registers, waits for an approval, deploys and promotes. */
function pipeline(ledger: string): string {
  return `name: ship
on: { push: { branches: [main] } }
steps:
  train:
    files: [weights.txt]
    run: echo train >> ${ledger} && mkdir model && cp weights.txt model/
    outputs: { model: { type: model, path: model } }
  register:
    register: { model: churn, from: train.model }
  deploy:
    needs: [register]
    inputs: { model: register.model }
    approval: { reviewers: [${LEAD}] }
    run: echo deploy >> ${ledger}
    promote: { from: register, alias: production }
`;
}

/** Of two promotions one after the other, the second one without a disturbance; gives what the App asks GitHub for it. */
export async function promoteCalmly(
  world: Chaos,
  location: StoreLocation,
): Promise<readonly string[]> {
  const repository = await promoteFirst(world, 'calm');
  const before = world.github.requests().list().length;
  await promote(world, repository, 2);
  await settled(world, repository);
  const asked = world.github.requests().list().slice(before);
  await expectPromoted(world, repository, location);
  return asked.map(({ operationId }) => operationId ?? 'unknown');
}

/** Kills the App at a moment of the second promotion; gives what was asked then, null: the moment did not come. */
export async function crashPromotion(
  world: Chaos,
  moment: Moment,
  location: StoreLocation,
): Promise<string | null> {
  const repository = await promoteFirst(world, `killed-${nameOf(moment)}`);
  const crash = planCrash(world, moment);
  await promote(world, repository, 2);
  await crash.over();
  await settled(world, repository);
  await expectPromoted(world, repository, location);
  return crash.operation();
}

/** For people, and for a repository. */
export function nameOf({ when, k, operation = 'request' }: Moment): string {
  return `${when}-${operation.replaceAll('/', '-')}-${k}`;
}

async function promoteFirst(world: Chaos, name: string): Promise<SeededRepository> {
  world.github.faults.clear();
  const repository = await seedRepository(world, name, pipeline);
  repository.collaborator(LEAD, 'admin');
  await promote(world, repository, 1);
  return repository;
}

/** Pushes to main, approves what waits then, and waits until GitHub shows that it is what production has. */
async function promote(world: Chaos, repository: SeededRepository, version: number): Promise<void> {
  const { github } = world;
  await until(world, 'the App is up', () => world.isUp());
  const sha = await repository.commit({ by: OWNER, files: { 'weights.txt': `${version}\n` } });
  const check = () =>
    repository.checkRuns(sha).findLast(({ name }) => name === 'mlpipelines: ship');
  await until(world, 'it waits for a person', () => check()?.conclusion === 'action_required');
  await until(world, 'the App is up', () => world.isUp());
  const number = /#(\d+)/.exec(check()?.summary ?? '')?.[1] ?? '';
  const issue = github.user(OWNER).openIssue(repository, 'Ship it');
  github.user(LEAD).comment(repository, issue, `/mlp approve #${number}`);
  await until(world, 'it is shown as deployed', () => check()?.conclusion === 'success');
  await until(world, 'its deployment stands', () => {
    const states = repository.deployments(ENVIRONMENT).map((each) => stateOf(each));
    const before = Array.from({ length: version - 1 }, () => 'inactive');
    return states.join() === [...before, 'success'].join();
  });
}

/** Until GitHub was asked nothing for a while. */
async function settled(world: Chaos, repository: SeededRepository): Promise<void> {
  await until(world, 'all jobs are over', () =>
    repository.runs().every(({ status }) => status === 'completed'),
  );
  await sleep(QUIET_MS);
}

/** One order, no gap in what is counted, and nothing twice: neither on GitHub nor by a step. */
async function expectPromoted(
  world: Chaos,
  repository: SeededRepository,
  location: StoreLocation,
): Promise<void> {
  const deployments = repository.deployments();
  const told = deployments.map(({ statuses }) => statuses.map(({ state }) => state));
  expect(told).toHaveLength(2);
  for (const states of told) expect(new Set(states).size, states.join()).toBe(states.length);
  expect(told.map((states) => states.at(-1))).toEqual(['inactive', 'success']);
  expect(deployments.map(({ payload }) => payload)).toMatchObject([
    { mlp: { model: 'churn', version: 1 } },
    { mlp: { model: 'churn', version: 2 } },
  ]);
  expect(ran(world, repository)).toEqual(['deploy', 'deploy', 'train', 'train']);
  const store = await openStore(location);
  try {
    const { id } = repository.record;
    const moves = await store.registry.history('churn', `${id}`);
    expect(moves.map(({ from, version }) => [from, version])).toEqual([
      [1, 2],
      [null, 1],
    ]);
    const versions = await store.registry.versions('churn', `${id}`);
    expect(versions.map(({ version }) => version)).toEqual([2, 1]);
    const entries = await store.audits.list({ repository: id, first: 'oldest', limit: 100 });
    expect(entries.map(({ number }) => number)).toEqual(entries.map((_, place) => place + 1));
    const kinds = entries.map(({ about }) => about.type);
    expect(kinds.filter((kind) => kind === 'alias.move')).toHaveLength(2);
  } finally {
    await store.close();
  }
  expect(world.github.problems()).toEqual([]);
}
