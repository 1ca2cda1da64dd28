import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Fault, FaultRule, MetRequest } from '../doubles/github/http/faults/faults.ts';
import { atRest, endsAs } from './ends-as.ts';
import { shownState, type FinalState } from './final-state.ts';
import { inChaos, type Chaos } from './open-chaos.ts';
import { isOver, openPull, RAN, ran, seedRepository } from './pull-run.ts';
import { until } from './until.ts';

/** On the App's clock that is more than a minute: longer than it tries one request. */
const OUTAGE_MS = 4000;
const LIMITED: Fault = { kind: 'status', status: 403, headers: { 'retry-after': '60' } };
const INSIDE = { app: 'inside', published: null } as const;
/** All that the App changes on GitHub in such a run. */
const CHANGES = [
  'checks/create',
  'checks/update',
  'issues/create-comment',
  'issues/update-comment',
  'actions/create-workflow-dispatch',
  'apps/create-installation-access-token',
];

/** Those that there are at least two of. */
const OFTEN = ['checks/create', 'checks/update', 'actions/create-workflow-dispatch'];

const each = (fault: Fault, after = 0): readonly FaultRule[] =>
  CHANGES.map((operationId) => ({ operationId, after, times: 1, fault }));

/** What goes wrong, and when it begins. */
const TROUBLES: Readonly<Record<string, readonly FaultRule[]>> = {
  'every first answer to a change is lost': each({ kind: 'reset-after' }),
  'every second answer to a change is lost': each({ kind: 'reset-after' }, 1),
  'every first answer to a change is cut off': each({ kind: 'truncate' }),
  'every first change breaks off': each({ kind: 'reset-before' }),
  'every first change is refused for too many requests': each(LIMITED),
};
const OUTAGES: Readonly<Record<string, Fault>> = {
  'GitHub answers 503 for a while': { kind: 'status', status: 503 },
  'GitHub cannot be reached for a while': { kind: 'reset-before' },
  'GitHub refuses everything for a while': LIMITED,
};

test('whatever GitHub refuses, loses or leaves unanswered, a run ends as ever, and nothing is there twice', async () => {
  const calm = await inChaos(INSIDE, async (world) => {
    const repository = await seedRepository(world, 'calm');
    await openPull(world, repository);
    await until(world, 'the run is over', () => isOver(repository));
    return atRest(world, repository);
  });
  const plays = [
    ...Object.entries(TROUBLES).map(
      ([what, rules]) =>
        () =>
          troubled(what, rules, calm),
    ),
    ...Object.entries(OUTAGES).flatMap(([what, fault]) => [
      () => away(`${what}, from the pull request on`, { fault, calm, from: () => true }),
      () => away(`${what}, while a step runs`, { fault, calm, from: aStepRuns }),
    ]),
  ];
  await inTurns(plays);
});

type Repository = Awaited<ReturnType<typeof seedRepository>>;

function aStepRuns(repository: Repository): boolean {
  return repository.runs().some(({ status }) => status === 'in_progress');
}

/** The whole life of a run with faults that each strike once. */
function troubled(what: string, rules: readonly FaultRule[], calm: FinalState): Promise<void> {
  return inChaos(INSIDE, async (world) => {
    const met = new Set<string | null>();
    const note = ({ operationId }: MetRequest) => void met.add(operationId);
    for (const rule of rules) world.github.faults.rule({ ...rule, met: note });
    const repository = await seedRepository(world, 'troubled');
    await openPull(world, repository);
    await alike(world, repository, { what, calm });
    expect([...met], what).toEqual(expect.arrayContaining(OFTEN));
  });
}

type Away = {
  readonly fault: Fault;
  readonly calm: FinalState;
  readonly from: (repository: Repository) => boolean;
};

function away(what: string, { fault, calm, from }: Away): Promise<void> {
  return inChaos(INSIDE, async (world) => {
    const repository = await seedRepository(world, 'away');
    await openPull(world, repository);
    await until(world, 'it is time', () => from(repository));
    world.github.faults.rule({ fault });
    await sleep(OUTAGE_MS);
    world.github.faults.clear();
    await alike(world, repository, { what, calm });
  });
}

async function alike(
  world: Chaos,
  repository: Repository,
  { what, calm }: { readonly what: string; readonly calm: FinalState },
): Promise<void> {
  try {
    await endsAs(world, repository, calm);
    expect(ran(world, repository)).toEqual(RAN);
    expect(world.github.problems()).toEqual([]);
  } catch (error) {
    throw new Error(`${what}: ${JSON.stringify(shownState(repository), null, 1)}`, {
      cause: error,
    });
  }
}

const AT_ONCE = 4;

/** All of them, a few at a time; then throws what failed. */
async function inTurns(plays: readonly (() => Promise<void>)[]): Promise<void> {
  const left = [...plays];
  const failures: unknown[] = [];
  const play = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      await next().catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, () => play()));
  expect(failures).toEqual([]);
}
