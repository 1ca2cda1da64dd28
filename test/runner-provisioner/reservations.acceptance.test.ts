import { describe, expect, test } from 'vitest';
import { openSkyScene } from './open-test-sky.ts';
import { ASKED, DENIED, firstRung, orderOf, sent } from './sky-orders.ts';

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
