import { ulid } from 'ulid';
import { expect, test } from 'vitest';
import { LeftRunners } from '../../app/compute/sweep/left-runners.ts';
import type { RepositoryRef } from '../../app/domain/hosted.ts';
import type { LeftRunner, Runners } from '../../app/runtime/ports/hosted/runners.ts';
import type { Machine } from '../../runner-provisioner/machine/machine.ts';
import { NOON, openMachineTalk } from '../api/machines/open-machine-talk.ts';
import { aPlace } from '../support/hosted.ts';

const QUARTER = 15 * 60_000;
const HOUR = 4 * QUARTER;
const DONE = { type: 'done', isFinal: false, code: null, message: '' } as const;
const GONE: Machine['state'] = { type: 'gone', why: DONE };

/** GitHub's side: runners that are left, by number. */
class ListedRunners implements Pick<Runners, 'left' | 'remove'> {
  readonly all = new Map<number, LeftRunner>();
  asked = 0;
  /** The repositories that each of these looks was about. */
  readonly of: (readonly RepositoryRef[])[] = [];
  isAway = false;
  /** Of which GitHub says nothing but an error. */
  stuck: number | null = null;

  add(name: string, isBusy = false): void {
    const id = this.all.size + 1;
    this.all.set(id, { repository: aPlace().repository, id, name, isBusy });
  }
  get names(): readonly string[] {
    return [...this.all.values()].map(({ name }) => name);
  }
  async left(repositories: readonly RepositoryRef[]): Promise<readonly LeftRunner[]> {
    this.asked += 1;
    this.of.push(repositories);
    if (this.isAway) throw new Error('GitHub is away');
    return [...this.all.values()];
  }
  async remove(_repository: object, id: number): Promise<void> {
    if (id === this.stuck) throw new Error('GitHub answers 502');
    this.all.delete(id);
  }
}

async function open() {
  const talk = await openMachineTalk();
  const runners = new ListedRunners();
  const warnings: string[] = [];
  const { store, clock } = talk;
  const warn = (text: string) => void warnings.push(text);
  const left = new LeftRunners({ store, clock, runners, warn });
  return {
    ...talk,
    listed: runners,
    warnings,
    look: async () => {
      await left.look();
      talk.clock.advance(QUARTER);
    },
  };
}

test('a runner whose machine is gone is removed when two looks in a row found it', async () => {
  const { machine, listed, look } = await open();
  const { id: gone } = await machine(GONE);
  const { id: alive } = await machine();
  for (const name of [gone, alive]) listed.add(name);
  await look();
  expect(listed.names).toEqual([gone, alive]);
  await look();
  expect(listed.names).toEqual([alive]);
});

test('one that is at work, of another App, or that was not there the time before stays', async () => {
  const { machine, listed, look } = await open();
  const [busy, fresh] = [await machine(GONE), await machine(GONE)];
  listed.add(busy.id, true);
  listed.add(`mlp-${'0'.repeat(26)}`);
  await look();
  listed.add(fresh.id);
  await look();
  expect(listed.names).toHaveLength(3);
});

test('GitHub is asked four times an hour, and not at all where no machine was', async () => {
  const { machine, listed, look, clock } = await open();
  await look();
  expect(listed.asked).toBe(0);
  await machine(GONE);
  await look();
  expect(listed.asked).toBe(1);
  clock.advance(-QUARTER + 1000);
  await look();
  expect(listed.asked).toBe(1);
});

test('one that cannot be removed is warned of, and the others are removed', async () => {
  const { machine, listed, look, warnings } = await open();
  const [stuck, other] = [await machine(GONE), await machine(GONE)];
  for (const { id } of [stuck, other]) listed.add(id);
  listed.stuck = 1;
  await look();
  await look();
  expect(listed.names).toEqual([stuck.id]);
  expect(warnings).toEqual([expect.stringContaining(stuck.id)]);
});

test('that GitHub is away is warned of, and it is looked again', async () => {
  const { machine, listed, look, warnings } = await open();
  const { id } = await machine(GONE);
  listed.add(id);
  listed.isAway = true;
  await look();
  expect(warnings).toEqual([expect.stringContaining('GitHub is away')]);
  listed.isAway = false;
  await look();
  await look();
  expect(listed.names).toEqual([]);
});

test('runners are looked for where machines were wished for in the last two days, in each repository once', async () => {
  const { machine, listed, look } = await open();
  const wished = (hoursAgo: number) =>
    machine(GONE, { id: `mlp-${ulid(NOON - hoursAgo * HOUR).toLowerCase()}` });
  await wished(49);
  await look();
  expect(listed.of).toEqual([]);
  await wished(47);
  await wished(46);
  await look();
  expect(listed.of).toEqual([[aPlace().repository]]);
});

test('what belongs to no repository any more has no runners, and keeps none from being found', async () => {
  const { machine, listed, look } = await open();
  await machine(GONE, { attempt: { run: 'forgotten', key: 'train', attempt: 1 } });
  await look();
  expect(listed.of).toEqual([]);
  const { id } = await machine(GONE);
  listed.add(id);
  await look();
  await look();
  expect(listed.names).toEqual([]);
});
