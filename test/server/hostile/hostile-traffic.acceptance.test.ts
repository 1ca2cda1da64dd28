import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { inChaos, type Chaos } from '../../chaos/open-chaos.ts';
import { isOver, openPull, RAN, ran, seedRepository } from '../../chaos/pull-run.ts';
import { until } from '../../chaos/until.ts';
import type { Measured } from './measure-process.ts';

const MEASURE = fileURLToPath(new URL('measure-process.ts', import.meta.url));
const FLOOD = fileURLToPath(new URL('flood.ts', import.meta.url));
const A_SECOND = 1000;
/** So many that slow connections are cut off and come again. A machine with other work takes longer for as many. */
const REQUESTS = 25 * A_SECOND;
/** The sender is never ahead of its clock, and its last answers are under way. */
const NEARLY = 0.99;
/** With the time that its own sender and GitHub's stand-in take from two processors, it waits less than this. */
const WAITS_WHERE_OTHERS_WORK = 0.25;
/** Collections of garbage count as well. */
const LONGEST_BUSY_MS = 250;
const MOST_BYTES = 256 * 1024 * 1024;

test('a run goes on undisturbed while strangers send a thousand requests a second and hold 200 slow connections', async () => {
  // On a fast clock, a job that a busy machine delays would be lost.
  const options = { app: 'child', published: null, preload: MEASURE, speed: 1 } as const;
  await inChaos(options, async (world) => {
    // The first run costs more than any other: what is compiled when it is needed, for one.
    await playRun(world, 'before');
    const rest = await measured(world);
    const flood = spawn(
      process.execPath,
      [FLOOD, String(world.config.listen.port), String(REQUESTS)],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    const answer = text(flood.stdout);
    const began = Date.now();
    expect(await playRun(world, 'meanwhile')).toEqual(RAN);
    const seconds = (Date.now() - began) / 1000;
    flood.stdin.end();
    const told = JSON.parse(await answer) as Flooded;
    const busy = await measured(world);
    const grown = busy.mostResidentBytes - rest.residentBytes;
    const rate = told.answered / told.seconds;
    console.log({ rest, busy, grownMB: grown / 1e6, runSeconds: seconds, rate, ...told });
    if (busy.waited > WAITS_WHERE_OTHERS_WORK) {
      console.warn(
        `Only ${Math.floor(rate)} requests a second were answered: for ${Math.round(busy.waited * 100)} % of the time the App waited for a processor that other programs had. Run this test where nothing else runs to see ${A_SECOND}.`,
      );
    } else {
      expect(rate, 'So many requests a second were answered').toBeGreaterThan(A_SECOND * NEARLY);
    }
    expect(told.cutOff).toBeGreaterThan(200);
    expect(told.statuses['500']).toBeUndefined();
    expect(grown).toBeLessThan(MOST_BYTES);
    expect(busy.turns).toBeGreaterThan(100);
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
  readonly answered: number;
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
