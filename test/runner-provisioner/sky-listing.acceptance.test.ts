import { describe, expect, test } from 'vitest';
import { ladderFor } from '../../runner-provisioner/machine/ladder.ts';
import { NO_MACHINE_LIMITS } from '../../runner-provisioner/types/machine-limits.ts';
import { NOON } from '../doubles/ec2/testing/ec2-scene.ts';
import { openSkyScene } from './open-test-sky.ts';
import { HOUR, DENIED, ASKED, firstRung, orderOf } from './sky-orders.ts';

describe('what is there', () => {
  test('is listed, held, and ended in all regions', async () => {
    const { ec2, clock, region, open } = await openSkyScene();
    const sky = await open({ regions: [region('us-east-1'), region('us-west-2')] });
    clock.advance(ec2.knobs.tagsAfterMs);
    const { candidates } = sky.choose(ASKED, NO_MACHINE_LIMITS);
    const view = {
      closed: { isClosed: () => false },
      now: NOON,
      mayBeSpot: true,
      choices: new Map(),
    };
    const spot = ladderFor({ spot: 'require', maxPrice: null }, candidates, view);
    for (const [at, rung] of spot.entries()) await sky.launch(orderOf(rung, `t${at}`));
    clock.advance(ec2.knobs.tagsAfterMs);
    const { instances: found } = await sky.list();
    expect(found.map((each) => each.region)).toEqual(['us-east-1', 'us-west-2']);
    const [first] = found;
    if (first === undefined) throw new Error('It is gone.');
    await sky.hold(first, NOON + HOUR);
    expect(await sky.consoleOf(first)).toBeNull();
    clock.advance(ec2.knobs.tagsAfterMs);
    expect((await sky.list()).instances[0]?.heldUntil).toBe(NOON + HOUR);
    await expect(sky.end([{ id: 'i-1', region: 'eu-central-1' }, ...found])).rejects.toThrow(
      /eu-central-1 is not among/,
    );
    expect((await sky.list()).instances.map(({ state }) => state)).toEqual([
      'shutting-down',
      'shutting-down',
    ]);
  });

  test('in a region that nothing is started in any more is listed and ended too', async () => {
    const { ec2, clock, region, open } = await openSkyScene();
    const before = await open({ regions: [region('us-west-2')] });
    clock.advance(ec2.knobs.tagsAfterMs);
    await before.launch(orderOf(firstRung(before), 't'));
    clock.advance(ec2.knobs.tagsAfterMs);
    const sky = await open({}, undefined, ['us-west-2']);
    const { instances, unlisted } = await sky.list();
    expect(instances.map((each) => each.region)).toEqual(['us-west-2']);
    expect(unlisted).toEqual([]);
    expect(await sky.launch(orderOf({ ...firstRung(sky), region: 'us-west-2' }, 't2'))).toEqual(
      expect.objectContaining({ type: 'refused' }),
    );
    await sky.end(instances);
    expect((await sky.list()).instances.map(({ state }) => state)).toEqual(['shutting-down']);
  });

  test('keeps no other region waiting where such a region is closed to the account', async () => {
    const { ec2, warnings, open } = await openSkyScene();
    const sky = await open({}, undefined, ['us-west-2']);
    ec2.refusals.rule({ region: 'us-west-2', refusal: DENIED });
    expect(await sky.list()).toEqual({ instances: [], unlisted: ['us-west-2'] });
    expect(warnings).toEqual([expect.stringMatching(/^EC2 in us-west-2 did not do it/)]);
  });

  test('is not said where one region cannot be asked', async () => {
    const { ec2, region, open } = await openSkyScene();
    const sky = await open({ regions: [region('us-east-1'), region('us-west-2')] });
    ec2.refusals.rule({ region: 'us-west-2', refusal: DENIED });
    await expect(sky.list()).rejects.toThrow(/^EC2 in us-west-2 did not do it \(/);
  });
});
