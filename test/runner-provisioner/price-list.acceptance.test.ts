import { describe, expect, test } from 'vitest';
import type { Instance } from '../../runner-provisioner/machine/machine.ts';
import type { Sky } from '../../runner-provisioner/sky.ts';
import { openSkyScene, type SkyScene } from './open-test-sky.ts';
import { ASKED, DAY, firstRung, HOUR, orderOf } from './sky-orders.ts';

const DEMAND = { ...ASKED, spot: 'never', diskBytes: 720 * 2 ** 30 } as const;
const LACKS = { operation: 'GetProducts', cause: 'identity-policy' } as const;

async function bought(
  { ec2, clock }: Pick<SkyScene, 'ec2' | 'clock'>,
  sky: Sky,
  token: string,
): Promise<Instance> {
  // Calls find its template after a while.
  clock.advance(ec2.knobs.tagsAfterMs);
  const answer = await sky.launch(orderOf(firstRung(sky, DEMAND), token, DEMAND));
  if (answer.type !== 'launched') throw new Error(`EC2 gave none: ${JSON.stringify(answer)}`);
  return answer.instance;
}

describe('prices', () => {
  test('are those of AWS’s list, of Linux on demand and nothing beside it, with the discount', async () => {
    const scene = await openSkyScene();
    const { open } = scene;
    const instance = await bought(
      scene,
      await open({ pricing: { discount: 0.5, lists: {} } }),
      't1',
    );
    expect(instance).toMatchObject({ type: 'g5.xlarge', market: 'on-demand', usdHour: 0.503 });
    // 720 GiB at $0.08 a month of 720 hours, half of it.
    expect(instance.disk).toMatchObject({ gib: 720, iops: 3000, mibps: 125 });
    expect(instance.disk?.usdHour.size).toBeCloseTo(0.04, 10);
    expect(instance.disk?.usdHour).toMatchObject({ iops: 0, throughput: 0 });
  });

  test('of spot are EC2’s own, which nobody gives a discount on', async () => {
    const scene = await openSkyScene();
    const { ec2, clock, open } = scene;
    for (const letter of 'ab') {
      ec2.region('us-east-1').spotPrice('g5.xlarge', `us-east-1${letter}`, 0.4);
    }
    const sky = await open({ types: ['g5.xlarge'], pricing: { discount: 0.5, lists: {} } });
    clock.advance(ec2.knobs.tagsAfterMs);
    const asked = { ...ASKED, spot: 'require' } as const;
    const answer = await sky.launch(orderOf(firstRung(sky, asked), 't1', asked));
    expect(answer).toMatchObject({ instance: { market: 'spot', usdHour: 0.4 } });
  });

  test('are asked for once a day by all replicas together', async () => {
    const scene = await openSkyScene();
    const { ec2, clock, open } = scene;
    const asked = () => ec2.requests.of('GetProducts').length;
    const sky = await open({});
    const once = asked();
    expect(once).toBeGreaterThan(0);
    await open({}, 'https://other.example.com');
    clock.advance(2 * HOUR);
    await sky.refresh(clock.now());
    expect(asked()).toBe(once);
    clock.advance(DAY);
    await sky.refresh(clock.now());
    expect(asked()).toBe(2 * once);
  });

  test('that nobody may read are unknown, and are said to be', async () => {
    const scene = await openSkyScene();
    const { ec2, warnings, shelf, open } = scene;
    ec2.region('us-east-1').deny(LACKS);
    const instance = await bought(scene, await open({}), 't1');
    expect(instance.usdHour).toBeNull();
    expect(instance.disk?.usdHour).toEqual({ size: null, iops: null, throughput: null });
    expect(await shelf.load('us-east-1')).toBeNull();
    expect(warnings).toEqual([
      'What machines cost in us-east-1 cannot be read: User is not authorized to perform: pricing:GetProducts. The app lacks pricing:GetProducts. It is shown as unknown until it can.',
    ]);
  });

  test('that were kept stand in for thirty days, also after a restart', async () => {
    const scene = await openSkyScene();
    const { ec2, clock, warnings, shelf, open } = scene;
    await open({});
    ec2.region('us-east-1').deny(LACKS);
    clock.advance(29 * DAY);
    expect(await bought(scene, await open({}), 't1')).toMatchObject({ usdHour: 1.006 });
    expect(warnings.at(-1)).toMatch(
      /The prices of 2026-11-2\d stand until they are 30 days old\.$/,
    );
    clock.advance(DAY);
    expect(await bought(scene, await open({}), 't2')).toMatchObject({ usdHour: null });
    expect(await shelf.load('us-east-1')).not.toBeNull();
  });

  test('of the operator’s table stand in the place of AWS’s, which is not asked', async () => {
    const scene = await openSkyScene();
    const { ec2, clock, warnings, open } = scene;
    const gp3 = { gibMonth: null, iopsMonth: null, mibpsMonth: null };
    const of = (at: number) => ({ 'us-east-1': { at, onDemand: { 'g5.xlarge': 0.9 }, gp3 } });
    const lists = of(clock.now() - DAY);
    const instance = await bought(scene, await open({ pricing: { discount: 1, lists } }), 't1');
    expect(instance).toMatchObject({ usdHour: 0.9, disk: { usdHour: { size: null, iops: 0 } } });
    expect(ec2.requests.of('GetProducts')).toEqual([]);
    expect(warnings).toEqual([]);
    const old = of(clock.now() - 30 * DAY);
    const late = await bought(scene, await open({ pricing: { discount: 1, lists: old } }), 't2');
    expect(late.usdHour).toBeNull();
    expect(warnings).toEqual([expect.stringMatching(/more than 30 days away: .* unknown/)]);
  });
});
