import { onTestFinished, vi } from 'vitest';
import { openSky } from '../../runner-provisioner/aws/open-sky.ts';
import type { Sky } from '../../runner-provisioner/sky.ts';
import type { RegionSettings, SkySettings } from '../../runner-provisioner/sky-settings.ts';
import { VirtualClock } from '../doubles/github/clock.ts';
import type { Ec2, Ec2Options } from '../doubles/ec2/open-ec2.ts';
import { NOON } from '../doubles/ec2/testing/ec2-scene.ts';
import { LIST_PRICES } from '../../runner-provisioner/types/price-list.ts';
import type { PriceShelf } from '../../runner-provisioner/price-shelf.ts';
import { priceShelf } from '../support/price-shelf.ts';
import { openTestEc2 } from '../doubles/ec2/testing/open-test-ec2.ts';

export type SkyScene = {
  readonly ec2: Ec2;
  readonly clock: VirtualClock;
  readonly warnings: string[];
  /** What all of them keep of prices. */
  readonly shelf: PriceShelf;
  /** Settings of a region with its first two zones. */
  readonly region: (name: string, part?: Partial<RegionSettings>) => RegionSettings;
  /** Opens machines in these regions, as another replica or version of the app would: with an address of its own. */
  readonly open: (
    part: Partial<SkySettings>,
    appUrl?: string,
    former?: readonly string[],
  ) => Promise<Sky>;
};

/** An EC2 whose clock the test moves, to which the SDK's environment leads. */
export async function openSkyScene(options: Ec2Options = {}): Promise<SkyScene> {
  const clock = new VirtualClock(NOON);
  const ec2 = await openTestEc2({ clock, ...options });
  const { accessKeyId, secretAccessKey } = ec2.credentials();
  vi.stubEnv('AWS_ENDPOINT_URL_EC2', ec2.url);
  vi.stubEnv('AWS_ENDPOINT_URL_PRICING', ec2.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
  onTestFinished(() => void vi.unstubAllEnvs());
  const warnings: string[] = [];
  const shelf = priceShelf();
  const region = (name: string, part: Partial<RegionSettings> = {}) => settingsOf(ec2, name, part);
  return {
    ec2,
    clock,
    warnings,
    shelf,
    region,
    open: async (part, appUrl = 'https://mlp.example.com', former = []) => {
      const settings = {
        regions: [region('us-east-1')],
        types: [],
        tags: {},
        pricing: LIST_PRICES,
        ...part,
      };
      const sky = await openSky(settings, {
        controller: 'controller-1',
        appUrl,
        former,
        certificates: { 'us-east-1': ec2.identityCertificate },
        shelf,
        now: clock.now(),
        pause: async (ms) => clock.advance(ms),
        warn: (message) => void warnings.push(message),
      });
      onTestFinished(() => sky.close());
      return sky;
    },
  };
}

function settingsOf(ec2: Ec2, name: string, part: Partial<RegionSettings>): RegionSettings {
  const there = ec2.region(name);
  return {
    name,
    subnets: [there.subnet('a'), there.subnet('b')],
    securityGroup: there.network.groups[0]?.GroupId ?? '',
    instanceProfile: null,
    image: null,
    ...part,
  };
}
