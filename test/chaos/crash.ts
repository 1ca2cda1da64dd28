import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { finalState, type FinalState } from './final-state.ts';
import type { Chaos } from './open-chaos.ts';
import { isOver, openPull, RAN, ran, seedRepository } from './pull-run.ts';
import { endsAs, QUIET_MS } from './ends-as.ts';
import { until } from './until.ts';

/** A moment at which the App dies: right before GitHub does what its k-th request asks, or before it answers. */
export type Moment = {
  readonly k: number;
  readonly when: 'before' | 'after';
  /** Of these alone requests are counted; left out: all are. */
  readonly operation?: string;
};

export type Calm = {
  readonly state: FinalState;
  /** What the App asked GitHub from the push to the end, in order. */
  readonly operations: readonly string[];
};

/** A pull request's run that nothing disturbs. */
export async function playCalmly(world: Chaos): Promise<Calm> {
  const repository = await seedRepository(world, 'calm');
  const before = world.github.requests().list().length;
  await openPull(world, repository);
  await until(world, 'the run is over', () => isOver(repository));
  await sleep(QUIET_MS);
  expect(isOver(repository)).toBe(true);
  expect(ran(world, repository)).toEqual(RAN);
  const asked = world.github.requests().list().slice(before);
  const operations = asked.map(({ operationId }) => operationId ?? 'unknown');
  return { state: await finalState(world, repository), operations };
}

/**
 * Kills the App at a moment of such a run and starts it again at once: everything must end as it does without. Gives what
 * was asked at that moment; null: the run had no such moment.
 */
export async function crashAt(
  world: Chaos,
  moment: Moment,
  calm: FinalState,
): Promise<string | null> {
  const repository = await seedRepository(world, `killed-${moment.when}-${moment.k}`);
  const crash = planCrash(world, moment);
  await openPull(world, repository);
  await endsAs(world, repository, calm);
  await crash.over();
  expect(ran(world, repository)).toEqual(RAN);
  expect(world.github.problems()).toEqual([]);
  return crash.operation();
}

/** Kills the App at a moment from now on, and starts it again at once. */
export function planCrash(world: Chaos, { k, when, operation: counted }: Moment) {
  let operation: string | null = null;
  let restarted = Promise.resolve();
  const crash = async (): Promise<void> => {
    await world.kill();
    restarted = world.start();
    // Thrown where it is awaited.
    restarted.catch(() => {});
  };
  const beforeIt = async (): Promise<boolean> => {
    await crash();
    return false;
  };
  const fault =
    when === 'before'
      ? ({ kind: 'act', before: beforeIt } as const)
      : ({ kind: 'act', after: crash } as const);
  const met = ({ operationId }: { readonly operationId: string | null }): void => {
    operation = operationId;
  };
  world.github.faults.clear();
  const of = counted === undefined ? {} : { operationId: counted };
  world.github.faults.rule({ ...of, after: k - 1, times: 1, fault, met });
  const over = (): Promise<void> => {
    world.github.faults.clear();
    return restarted;
  };
  return { operation: () => operation, over };
}
