import { describe, expect, test } from 'vitest';
import { openSkyScene } from './open-test-sky.ts';
import { ASKED, DENIED, firstRung, HOUR, orderOf, sent } from './sky-orders.ts';

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
    ec2.region('us-east-1').reserve({ id: other.reservation, ...room });
    const denied = await sky.launch(
      orderOf({ ...rung, reservation: other.reservation }, 't2', other),
    );
    expect(denied).toMatchObject({ type: 'refused', errors: [{ error: { code: DENIED.code } }] });
    expect(ec2.region('us-east-1').instances()).toEqual([]);
  });

  test('of a Capacity Block is asked for in its market, zone and type alone, and ends with it', async () => {
    const { ec2, clock, open } = await openSkyScene({ knobs: { visibleAfterMs: 0 } });
    const region = ec2.region('us-east-1');
    const [startsAt, endsAt] = [clock.now() + HOUR, clock.now() + 6 * HOUR];
    region.reserve({ id: CR, ...room, kind: 'capacity-block', startsAt, endsAt });
    const sky = await open({});
    clock.advance(ec2.knobs.tagsAfterMs);
    const rung = firstRung(sky, asked);
    const order = { ...orderOf(rung, 't1', asked), expiresAt: clock.now() + 24 * HOUR };
    const early = await sky.launch(order);
    expect(early).toMatchObject({
      type: 'refused',
      onlyReserved: true,
      errors: [{ error: { code: 'CapacityBlockNotBegun' } }],
    });
    expect(sent(ec2, 'CreateFleet')).toEqual([]);
    clock.advance(HOUR);
    await sky.refresh(clock.now());
    const until = endsAt - 35 * 60_000;
    const answer = await sky.launch({ ...order, token: 't2' });
    expect(answer).toMatchObject({
      type: 'launched',
      instance: { type: room.type, zone: room.zone, reservation: CR, usdHour: null, until },
    });
    expect(sent(ec2, 'CreateLaunchTemplate').at(-1)?.LaunchTemplateData).toMatchObject({
      InstanceMarketOptions: { MarketType: 'capacity-block' },
    });
    const [fleet] = sent(ec2, 'CreateFleet');
    expect(fleet?.TargetCapacitySpecification).toMatchObject({
      DefaultTargetCapacityType: 'capacity-block',
    });
    expect(fleet).not.toHaveProperty('OnDemandOptions');
    const instance = region.instances()[0];
    expect(Date.parse(instance?.tags['mlp:expires-at'] ?? '')).toBe(until);
    const full = await sky.launch({ ...order, token: 't3' });
    expect(full).toMatchObject({ type: 'refused', onlyReserved: true });
    clock.advance(5 * HOUR - 30 * 60_000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(region.instances().map(({ state }) => state)).toEqual(['shutting-down']);
    expect(ec2.problems()).toEqual([]);
  });

  test('is asked for as an ordinary one where the app may not read what it is', async () => {
    const { ec2, clock, open, warnings } = await openSkyScene({ knobs: { visibleAfterMs: 0 } });
    ec2.region('us-east-1').reserve({ id: CR, ...room });
    const sky = await open({});
    clock.advance(ec2.knobs.tagsAfterMs);
    ec2.refusals.rule({ operation: 'DescribeCapacityReservations', refusal: DENIED });
    const answer = await sky.launch(orderOf(firstRung(sky, asked), 't1', asked));
    expect(answer).toMatchObject({ type: 'launched', instance: { reservation: CR } });
    expect(warnings.join()).toContain('ec2:DescribeCapacityReservations');
  });
});
