import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { inChaos, type Chaos } from '../../chaos/open-chaos.ts';
import { isOver, openPull, RAN, ran, seedRepository } from '../../chaos/pull-run.ts';
import { until } from '../../chaos/until.ts';
import type { Measured } from './measure-process.ts';

const MEASURE = fileURLToPath(new URL('measure-process.ts', import.meta.url));
const FLOOD = fileURLToPath(new URL('flood.ts', import.meta.url));
/** Long enough that slow connections are cut off and come again. */
const AT_LEAST_MS = 25_000;
/** Of all turns but one in a thousand, which may fall together with a collection of garbage. */
const MOST_BUSY_MS = 250;
const LONGEST_BUSY_MS = 500;
const MOST_BYTES = 256 * 1024 * 1024;

test('a run goes on undisturbed while strangers send up to a thousand requests a second and hold 200 slow connections', async () => {
  // On a fast clock, a job that a busy machine delays would be lost.
  const options = { app: 'child', published: null, preload: MEASURE, speed: 1 } as const;
  await inChaos(options, async (world) => {
    // The first run costs more than any other: what is compiled when it is needed, for one.
    await playRun(world, 'before');
    const rest = await measured(world);
    const flood = spawn(process.execPath, [FLOOD, String(world.config.listen.port)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const began = Date.now();
    expect(await playRun(world, 'meanwhile')).toEqual(RAN);
    const seconds = (Date.now() - began) / 1000;
    await sleep(Math.max(0, began + AT_LEAST_MS - Date.now()));
    const busy = await measured(world);
    flood.stdin.end();
    const told = JSON.parse(await text(flood.stdout)) as Flooded;
    const grown = busy.mostResidentBytes - rest.residentBytes;
    console.log({ rest, busy, grownMB: grown / 1e6, runSeconds: seconds, ...told });
    // A machine with other work is sent less, since a request waits for the answer of one before.
    expect(told.sent).toBeGreaterThan(1000);
    expect(told.cutOff).toBeGreaterThan(200);
    expect(told.statuses['500']).toBeUndefined();
    expect(grown).toBeLessThan(MOST_BYTES);
    expect(busy.turns).toBeGreaterThan(100);
    expect(busy.mostMs).toBeLessThan(MOST_BUSY_MS);
    expect(busy.longestMs).toBeLessThan(LONGEST_BUSY_MS);
  });
});

/** A pull request's run, from its repository to its end; gives what its steps did. */
async function playRun(world: Chaos, name: string): Promise<readonly string[]> {
  const repository = await seedRepository(world, name);
  await openPull(world, repository);
  await until(world, `the run of ${name} is over`, () => isOver(repository));
  return ran(world, repository);
}

type Flooded = {
  readonly seconds: number;
  readonly sent: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly cutOff: number;
};

/** How the App was since it was last asked. */
async function measured({ process: app }: Chaos): Promise<Measured> {
  const child = app();
  const answer = once(child, 'message');
  child.send('measure');
  const [told] = (await answer) as [Measured];
  return told;
}
