import { openLoopback, type Loopback, type PutIntoService } from '../loopback/open-loopback.ts';
import { appChild, type AppChild } from './app-child.ts';
import { fastClock } from './fast-clock.ts';
import { jobsInside } from './jobs-inside.ts';

/** Twenty seconds pass in one: what the App waits for comes soon, and no job seems lost that takes a few seconds. */
const SPEED = 20;

export type Chaos = Loopback & {
  /** Kills the App where it is a process, as by SIGKILL; resolves when it is dead. */
  readonly kill: () => Promise<void>;
  /** Webhooks reach it. */
  readonly isUp: () => boolean;
  /** The App's process. Throws when there is none. */
  readonly process: AppChild['process'];
  /** What the App logged, for a test that fails. */
  readonly log: () => string;
};

export type ChaosOptions = {
  /** `child`: a process of its own, which can be killed. */
  readonly app: 'inside' | 'child';
  /** The published action (`publishAction`), which runs as a process for each job; null: jobs run in this process. */
  readonly published: string | null;
  /** A module that the App's process loads first; left out: none. */
  readonly preload?: string;
  /** The PostgreSQL where the App's process keeps its state; left out: a file. */
  readonly databaseUrl?: string;
  /** How fast the clock is; left out: twenty seconds pass in one. */
  readonly speed?: number;
};

/** Gives what is done in such a world, which ends with it. */
export async function inChaos<T>(
  options: ChaosOptions,
  act: (world: Chaos) => Promise<T>,
): Promise<T> {
  const world = await openChaos(options);
  try {
    return await act(world);
  } finally {
    await world.close();
  }
}

/** GitHub, its Actions and the App on this machine, on a clock that runs ahead of life. */
export async function openChaos({
  app,
  published,
  preload,
  databaseUrl,
  speed = SPEED,
}: ChaosOptions): Promise<Chaos> {
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  const since = Date.now();
  const child = appChild({ speed, since, log, preload });
  const serve: PutIntoService = (config, means) =>
    child.serve({ ...config, ...(databaseUrl !== undefined && { databaseUrl }) }, means);
  const inside = jobsInside(() => world);
  const world: Loopback = await openLoopback({
    log,
    clock: fastClock(speed, since),
    published: published ?? '',
    ...(published === null && { actions: { jobs: inside } }),
    ...(app === 'child' && { serve }),
  });
  return {
    ...world,
    kill: child.kill,
    process: child.process,
    isUp: () => app === 'inside' || child.isUp(),
    log: () => lines.join(''),
  };
}
