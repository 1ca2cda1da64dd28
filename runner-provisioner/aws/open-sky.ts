import { messageOf } from '../../text/message-of.ts';
import type { IdentityCertificates } from '../identity/read-identity.ts';
import type { LaunchOrder } from '../machine/launch-order.ts';
import type { Instant } from '../machine/machine.ts';
import type { LaunchAnswer } from '../machine/seen.ts';
import type { PriceShelf } from '../price-shelf.ts';
import type { InstanceAddress, Sky, SkyList } from '../sky.ts';
import type { SkySettings } from '../sky-settings.ts';
import { chooseTypes } from '../types/choose-types.ts';
import { openFormerRegion, type FormerRegion } from './region/former-region.ts';
import { openRegion, type Region } from './region/open-region.ts';
import type { Pause } from './region/launch-template.ts';
import { RegionProblem } from './region-problem.ts';
import { userDataFor } from './user-data.ts';

export type SkyDeps = {
  /** Whose machines these are: on a tag of each. */
  readonly controller: string;
  /** Where machines reach the app. */
  readonly appUrl: string;
  readonly certificates: IdentityCertificates;
  /** Regions in which machines were started lately, and are no more. */
  readonly former: readonly string[];
  /** Where prices are kept. */
  readonly shelf: PriceShelf;
  readonly now: Instant;
  readonly pause: Pause;
  readonly warn: (message: string) => void;
};

/**
 * EC2 in all configured regions. Throws a `RegionProblem` where a region cannot be asked, or is not as the settings say.
 * Credentials and addresses are the SDK's own: https://docs.aws.amazon.com/sdkref/latest/guide/environment-variables.html
 */
export async function openSky(settings: SkySettings, deps: SkyDeps): Promise<Sky> {
  const { certificates, appUrl } = deps;
  const { tags, pricing } = settings;
  const about = { ...deps, tags, pricing, userData: userDataFor(appUrl) };
  const regions = await openAll(settings, about);
  const former = deps.former.map((name) => openFormerRegion(name, deps));
  const regionOf = ({ region: name }: { readonly region: string }): FormerRegion => {
    const found = [...regions, ...former].find((each) => each.name === name);
    if (found !== undefined) return found;
    throw new RegionProblem(`The region ${name} is not among those of the app's machines.`);
  };
  return {
    account: accountOf(regions),
    certificates,
    list: () => listAll(regions, former, deps.warn),
    launch: async (order) =>
      regions.find(({ name }) => name === order.rung.region)?.launch(order) ?? notThere(order.rung),
    end: (instances) => endAll(instances, regionOf),
    consoleOf: async (instance) => regionOf(instance).consoleOf(instance.id),
    hold: async (instance, until) => regionOf(instance).hold(instance.id, until),
    choose: (asked, limits) =>
      chooseTypes(
        asked,
        regions.flatMap((region) => region.types()),
        {
          ...limits,
          ofApp: settings.types,
        },
      ),
    refresh: async (now) => void (await Promise.all(regions.map((each) => each.refresh(now)))),
    close: () => {
      for (const region of [...regions, ...former]) region.close();
    },
  };
}

async function listAll(
  regions: readonly Region[],
  former: readonly FormerRegion[],
  warn: SkyDeps['warn'],
): Promise<SkyList> {
  const current = Promise.all(regions.map((region) => region.list()));
  const unlisted: string[] = [];
  const left = former.map(async (region) => {
    try {
      return await region.list();
    } catch (error) {
      // It may be closed to the account for good: nothing else waits for it.
      warn(messageOf(error));
      unlisted.push(region.name);
      return [];
    }
  });
  return { instances: [...(await current), ...(await Promise.all(left))].flat(), unlisted };
}

/** All or none: what was opened beside one that cannot be is closed. */
async function openAll(
  { regions }: SkySettings,
  deps: Parameters<typeof openRegion>[1],
): Promise<readonly Region[]> {
  const tries = await Promise.allSettled(regions.map((region) => openRegion(region, deps)));
  const opened = tries.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const failed = tries.find((each) => each.status === 'rejected');
  if (failed === undefined) return opened;
  for (const region of opened) region.close();
  throw failed.reason;
}

function accountOf(regions: readonly Region[]): string {
  const accounts = [...new Set(regions.flatMap(({ account }) => account ?? []))];
  const [account] = accounts;
  if (account !== undefined && accounts.length === 1) return account;
  throw new RegionProblem(
    `The regions of the app's machines are in several AWS accounts: ${accounts.join(', ')}.`,
  );
}

/** Whoever asks for another region had other settings when it chose. */
function notThere({ region, pools }: LaunchOrder['rung']): LaunchAnswer {
  const message = `the app starts no machines in ${region}`;
  return {
    type: 'refused',
    errors: [{ pools, error: { code: 'NoRegion', message, status: null } }],
  };
}

async function endAll(
  instances: readonly InstanceAddress[],
  regionOf: (instance: InstanceAddress) => FormerRegion,
): Promise<void> {
  const byRegion = Map.groupBy(instances, ({ region }) => region);
  const tries = await Promise.allSettled(
    [...byRegion.values()].map(async (those) => {
      const [first] = those;
      if (first !== undefined) await regionOf(first).end(those.map(({ id }) => id));
    }),
  );
  const failed = tries.find((each) => each.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
