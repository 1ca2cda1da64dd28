import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishAction } from '../loopback/published-action.ts';
import { atRest, endsAs } from './ends-as.ts';
import type { FinalState } from './final-state.ts';
import { inChaos, type Chaos, type ChaosOptions } from './open-chaos.ts';
import { isOver, letGo, openPull, RAN, ran, seedRepository, waitingPipeline } from './pull-run.ts';
import { until } from './until.ts';

/** The step ends in the meantime, and the action asks in vain for someone to tell. */
const AWAY_MS = 3000;

let published = '';
let calm: FinalState;

beforeAll(async () => {
  published = await publishAction(mkdtempSync(join(tmpdir(), 'mlp-action-')));
  calm = await inWorld('inside', async (world, repository) => {
    letGo(world, repository);
    await openPull(world, repository);
    await until(world, 'the run is over', () => isOver(repository));
    return atRest(world, repository);
  });
});

afterAll(() => rmSync(published, { recursive: true }));

test('stopped while a step runs and started after its end, the App hears of it from the action, and all ends as ever', () =>
  inWorld('inside', (world, repository) => goAway(world, repository, () => world.stop())));

test('killed while a step runs and started after its end, the App hears of it from the action, and all ends as ever', () =>
  inWorld('child', (world, repository) => goAway(world, repository, () => world.kill())));

async function goAway(
  world: Chaos,
  repository: Repository,
  leave: () => Promise<void>,
): Promise<void> {
  await openPull(world, repository);
  await until(world, 'a step runs', () => ran(world, repository).includes('prepare'));
  await leave();
  letGo(world, repository);
  await sleep(AWAY_MS);
  await world.start();
  await endsAs(world, repository, calm);
  expect(ran(world, repository)).toEqual(RAN);
  expect(world.github.problems()).toEqual([]);
}

type Repository = Awaited<ReturnType<typeof seedRepository>>;

function inWorld<T>(
  app: ChaosOptions['app'],
  act: (world: Chaos, repository: Repository) => Promise<T>,
): Promise<T> {
  return inChaos({ app, published }, async (world) =>
    act(world, await seedRepository(world, 'away', waitingPipeline)),
  );
}
