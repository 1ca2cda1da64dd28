import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freePort, openLoopback, type PutIntoService } from '../loopback/open-loopback.ts';
import { publishAction } from '../loopback/published-action.ts';
import { startPostgres } from '../support/postgres.ts';
import { appChild } from './app-child.ts';
import { fastClock } from './fast-clock.ts';
import { shownState } from './final-state.ts';
import type { Chaos } from './open-chaos.ts';
import { isOver, openPull, RAN, ran, seedRepository } from './pull-run.ts';
import { until } from './until.ts';

const SPEED = 20;

test('two replicas on one PostgreSQL share webhooks, jobs and runs, and one of them may die: nothing is done twice', async () => {
  const world = await openReplicas();
  const repository = await seedRepository(world, 'shared');
  await openPull(world, repository);
  await until(world, 'a step runs', () => ran(world, repository).length > 0);
  await world.kill();
  await until(world, 'all is over', () => isOver(repository));
  expect(ran(world, repository)).toEqual(RAN);
  expect(shownState(repository)).toMatchObject({
    comments: [expect.stringContaining('2/2')],
    jobs: ['train: prepare success', 'train: train success', 'train: train success'],
  });
  expect(world.github.problems()).toEqual([]);
});

/** The App as two processes that take turns, behind one address; `kill` kills one of them. */
async function openReplicas(): Promise<Chaos> {
  const postgres = await startPostgres();
  const databaseUrl = await postgres.database();
  const folder = mkdtempSync(join(tmpdir(), 'mlp-replicas-'));
  const published = await publishAction(folder);
  const lines: string[] = [];
  const since = Date.now();
  const log = (line: string) => void lines.push(line);
  const children = [0, 1].map(() => appChild({ speed: SPEED, since, log }));
  const serve: PutIntoService = async (config) => {
    const ports: number[] = [];
    for (const child of children) {
      const port = await freePort();
      await child.serve({ ...config, databaseUrl, listen: { host: 'localhost', port } }, MEANS);
      ports.push(port);
    }
    const front = await takeTurns(config.listen.port, ports, (turn) => children[turn]?.isUp());
    return {
      close: async () => {
        await front();
        for (const child of children) await child.kill();
      },
    };
  };
  const world = await openLoopback({ log, clock: fastClock(SPEED, since), published, serve });
  onTestFinished(async () => {
    await world.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const kill = async () => children[0]?.kill();
  const process = () => {
    throw new Error('There are two of them.');
  };
  return { ...world, kill, process, isUp: () => true, log: () => lines.join('') };
}

/** A process of its own has a clock and a log of its own. */
const MEANS = {} as Parameters<PutIntoService>[1];

/** Sends one request to the first, the next to the second; one that is gone is passed over. Gives how to end. */
async function takeTurns(
  port: number,
  ports: readonly number[],
  isUp: (turn: number) => boolean | undefined,
): Promise<() => Promise<void>> {
  let turn = 0;
  const server = createServer((incoming, answer) => {
    turn = (turn + 1) % ports.length;
    const target = isUp(turn) === true ? turn : (turn + 1) % ports.length;
    forward(incoming, answer, ports[target] ?? 0);
  });
  server.listen(port, 'localhost');
  await once(server, 'listening');
  return async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
}

function forward(incoming: IncomingMessage, answer: ServerResponse, port: number): void {
  const { method, headers, url: path } = incoming;
  const onward = request({ host: 'localhost', port, path, method, headers }, (response) => {
    answer.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(answer);
  });
  onward.on('error', () => answer.destroy());
  incoming.pipe(onward);
}
