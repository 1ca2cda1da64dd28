import { expect, test } from 'vitest';
import type { Fate } from '../doubles/github/hooks/deliveries.ts';
import type { SeededRepository } from '../doubles/github/people/seeded-repository.ts';
import { atRest, endsAs } from './ends-as.ts';
import { EVENTS, liveLong, LONG_LIFE } from './long-life.ts';
import { openChaos, type Chaos } from './open-chaos.ts';
import { ran } from './pull-run.ts';

const FATES: Readonly<Record<string, Fate>> = {
  lost: { kind: 'lose' },
  doubled: { kind: 'duplicate' },
  late: { kind: 'delay', ms: 120_000 },
  overtaken: { kind: 'overtaken' },
};

test('webhooks that are lost, doubled, late or out of order change nothing in the end, whatever the event', async () => {
  const world = await openChaos({ app: 'inside', published: null });
  try {
    const disturbed = Object.entries(FATES).flatMap(([name, fate]) =>
      EVENTS.map((events, index) => ({ name: `${name}-${index}`, fate, events })),
    );
    const lives = disturbed.map(({ name, fate, events }, index) => {
      const installation = 1 + index;
      for (const met of events) world.github.deliveries.rule({ ...met, installation, fate });
      return liveLong(world, name, installation);
    });
    const calm = liveLong(world, 'calm', 1 + lives.length);
    await endAlike(world, await all([calm, ...lives]));
    expect(world.github.problems()).toEqual([]);
  } finally {
    await world.close();
  }
});

/** All of them are over before the first failure is thrown: the world they share must not be closed under them. */
async function all(lives: readonly Promise<SeededRepository>[]) {
  const ends = await Promise.allSettled(lives);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return Promise.all(lives);
}

async function endAlike(
  world: Chaos,
  [undisturbed, ...disturbed]: readonly SeededRepository[],
): Promise<void> {
  if (undisturbed === undefined) throw new Error('No life was lived.');
  const calm = await atRest(world, undisturbed);
  await Promise.all(disturbed.map((repository) => endsAs(world, repository, calm)));
  for (const repository of [undisturbed, ...disturbed]) {
    expect(ran(world, repository), repository.fullName).toEqual(LONG_LIFE);
  }
}
