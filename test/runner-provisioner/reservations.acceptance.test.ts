import { describe, expect, test } from 'vitest';
import type { LaunchOrder } from '../../runner-provisioner/machine/launch-order.ts';
import { ladderFor } from '../../runner-provisioner/machine/ladder.ts';
import type { MachineRequest, Rung } from '../../runner-provisioner/machine/machine.ts';
import type { Sky } from '../../runner-provisioner/sky.ts';
import { NO_MACHINE_LIMITS } from '../../runner-provisioner/types/machine-limits.ts';
import { NOON } from '../doubles/ec2/testing/ec2-scene.ts';
import type { Ec2 } from '../doubles/ec2/open-ec2.ts';
import { openSkyScene } from './open-test-sky.ts';

const HOUR = 3_600_000;
const DENIED = { code: 'UnauthorizedOperation', status: 403 };

const GPU = { models: ['a10g'], count: 1, memoryBytes: null };
const ASKED: MachineRequest = {
  gpu: GPU,
  cpu: null,
  memoryBytes: null,
  diskBytes: null,
  arch: null,
  spot: 'prefer',
  maxPrice: null,
  capacityTimeoutMs: 0,
  lifeMs: 0,
};

function firstRung(sky: Sky, asked: MachineRequest = ASKED): Rung {
  const { candidates } = sky.choose(asked, NO_MACHINE_LIMITS);
  const closed = { isClosed: () => false };
  const [rung] = ladderFor(asked, candidates, { closed, now: NOON, mayBeSpot: true });
  if (rung === undefined) throw new Error('Nothing fits.');
  return rung;
}

const orderOf = (rung: Rung, token: string, asked: MachineRequest = ASKED): LaunchOrder => ({
  machine: 'mlp-01',
  attempt: { run: 'r1', key: 'train', attempt: 1 },
  name: 'acme/churn churn/train',
  token,
  rung,
  asked,
  expiresAt: NOON + HOUR,
  trust: 'trusted',
  tags: { pipeline: 'churn' },
});

const sent = (ec2: Ec2, operation: string) =>
  ec2.requests.of(operation).map(({ input }) => input as Record<string, never>);

describe('capacity that is reserved', () => {
  const CR = 'cr-0123456789abcdef0';
  const asked = { ...ASKED, reservation: CR };
  const room = { type: 'g5.2xlarge', zone: 'us-east-1b', machines: 1 };

  test('is used by a template of its own, whatever type and zone it is for', async () => {
    const { ec2, clock, open } = await openSkyScene({ knobs: { visibleAfterMs: 0 } });
    ec2.region('us-east-1').reserve({ id: CR, ...room });
    const sky = await open({});
    clock.advance(ec2.knobs.tagsAfterMs);
    const rung = firstRung(sky, asked);
    const answer = await sky.launch(orderOf(rung, 't1', asked));
    expect(answer).toMatchObject({
      type: 'launched',
      instance: { type: room.type, zone: room.zone, market: 'on-demand', reservation: CR },
    });
    expect(ec2.region('us-east-1').instances()[0]?.reservation).toBe(CR);
    expect(sent(ec2, 'CreateLaunchTemplate').at(-1)?.LaunchTemplateData).toMatchObject({
      CapacityReservationSpecification: {
        CapacityReservationPreference: 'capacity-reservations-only',
        CapacityReservationTarget: { CapacityReservationId: CR },
      },
      InstanceInitiatedShutdownBehavior: 'terminate',
    });
    const full = await sky.launch(orderOf(rung, 't2', asked));
    const codes = full.type === 'refused' ? full.errors.map(({ error }) => error.code) : [];
    expect(new Set(codes)).toEqual(new Set(['ReservationCapacityExceeded']));
    // The template is found again.
    expect(ec2.requests.outcomes('CreateLaunchTemplate')).toEqual(['done', 'done']);
  });

  test('of a group is used by its ARN', async () => {
    const group = 'arn:aws:resource-groups:us-east-1:123456789012:group/training';
    const { ec2, clock, open } = await openSkyScene({ knobs: { visibleAfterMs: 0 } });
    ec2.region('us-east-1').reserve({ id: CR, ...room, group });
    const sky = await open({});
    clock.advance(ec2.knobs.tagsAfterMs);
    const inGroup = { ...ASKED, reservation: group };
    const answer = await sky.launch(orderOf(firstRung(sky, inGroup), 't1', inGroup));
    expect(answer).toMatchObject({ type: 'launched', instance: { reservation: group } });
    expect(ec2.region('us-east-1').instances()[0]?.reservation).toBe(CR);
  });

  test('that is gone, or whose template cannot be made, is refused without a machine', async () => {
    const { ec2, clock, open } = await openSkyScene({ knobs: { visibleAfterMs: 0 } });
    const sky = await open({});
    clock.advance(ec2.knobs.tagsAfterMs);
    const rung = firstRung(sky, asked);
    const gone = expect.objectContaining({ code: 'InvalidCapacityReservationId.NotFound' });
    const answer = await sky.launch(orderOf(rung, 't1', asked));
    expect(answer).toMatchObject({
      type: 'refused',
      errors: expect.arrayContaining([expect.objectContaining({ error: gone })]),
    });
    ec2.refusals.rule({ operation: 'CreateLaunchTemplate', refusal: DENIED });
    const other = { ...asked, reservation: 'cr-0fedcba9876543210' };
    const denied = await sky.launch(
      orderOf({ ...rung, reservation: other.reservation }, 't2', other),
    );
    expect(denied).toMatchObject({ type: 'refused', errors: [{ error: { code: DENIED.code } }] });
    expect(ec2.region('us-east-1').instances()).toEqual([]);
  });
});
