import { expect, test } from 'vitest';
import { Instances } from '../../runner-provisioner/machine/instances.ts';
import type { Machine } from '../../runner-provisioner/machine/machine.ts';
import { reconcile } from '../../runner-provisioner/reconcile.ts';
import { ASKED } from './sky-orders.ts';

/** As the store of another version of the app may have it. */
function kept(id: string, state: object): Machine {
  const row: unknown = {
    id,
    attempt: { run: 'r', key: id, attempt: 1 },
    asked: ASKED,
    state,
    stateAt: 0,
    deadlineAt: 1000,
    huntUntil: 1000,
    instance: null,
    missedSince: null,
    expiresAt: 1000,
    tried: null,
    noticeAt: null,
    heldUntil: null,
    deadBoots: 0,
  };
  return row as Machine;
}

test('a machine that nothing here understands is told of, stays, and stops no other', () => {
  const hunting = { type: 'pausing', until: 0, ask: 1, pauses: 0 };
  const odd = kept('mlp-odd', hunting);
  const other = { ...kept('mlp-other', hunting), tried: [] };
  const wanted = [odd, other].map(({ attempt, asked, id }) => ({
    attempt,
    asked,
    mayBeSpot: true,
    spot: null,
    fresh: `${id}-fresh`,
  }));
  const { machines, acts, faults } = reconcile(wanted, [odd, other], {
    seen: {
      instances: new Instances([]),
      seenAt: 2000,
      candidates: () => [],
      whyNone: () => null,
      pools: [],
      closed: { isClosed: () => false },
    },
    now: 2000,
  });
  expect(faults).toMatchObject([{ machine: 'mlp-odd', error: expect.any(TypeError) }]);
  expect(machines.map(({ id, state }) => [id, state.type])).toEqual([['mlp-other', 'ending']]);
  expect(acts.map(({ type }) => type)).toContain('end-attempt');
});
