import type { Reservation, RunInstancesRequest } from '@aws-sdk/client-ec2';
import { isFailure, launchInstance } from '../acts/launch-instance.ts';
import { takeAway } from '../acts/end-instance.ts';
import { Ec2Error } from '../state/ec2-error.ts';
import type { Instance, LaunchSpec } from '../state/instance.ts';
import type { Region } from '../state/world.ts';
import type { Call } from './call.ts';
import { findTemplate, versionsOf } from './find-template.ts';
import { idempotent } from './idempotent.ts';
import { reservationsOf } from './instances.ts';
import { fromRequest, fromTemplate, merged, type LaunchData } from './launch-data.ts';
import { launchSpec } from './launch-spec.ts';

/** All or as many as `MinCount` … `MaxCount` says; what keeps the first from being launched is thrown. */
export const runInstances = idempotent(
  'RunInstances',
  ({ region }: Call, input: RunInstancesRequest): Reservation => {
    const data = merged(templateOf(region, input), fromRequest(input));
    const spec = launchSpec(region, data, termsOf(input));
    const reservationId = `r-0${region.world.dice.hex(16)}`;
    const { MinCount = 1, MaxCount = 1 } = input;
    const launched = launchAll(region, spec, { reservationId, MinCount, MaxCount });
    const [reservation] = reservationsOf(region, launched);
    return reservation ?? {};
  },
);

function termsOf({ InstanceMarketOptions: options, ClientToken }: RunInstancesRequest) {
  const market = options?.MarketType === 'spot' ? ('spot' as const) : ('on-demand' as const);
  return { market, clientToken: ClientToken ?? null };
}

function launchAll(
  region: Region,
  spec: LaunchSpec,
  asked: { readonly reservationId: string; readonly MinCount: number; readonly MaxCount: number },
): Instance[] {
  const launched: Instance[] = [];
  while (launched.length < asked.MaxCount) {
    const result = launchInstance(region, spec, asked.reservationId);
    if (!isFailure(result)) {
      launched.push(result);
      continue;
    }
    if (launched.length >= asked.MinCount) break;
    for (const instance of launched) undo(region, instance);
    const isCapacity = result.code === 'InsufficientInstanceCapacity';
    throw new Ec2Error(result.code, result.message, isCapacity ? 500 : 400);
  }
  return launched;
}

function templateOf(region: Region, { LaunchTemplate }: RunInstancesRequest): LaunchData {
  if (LaunchTemplate === undefined) return {};
  const template = findTemplate(region, LaunchTemplate);
  const [found] = versionsOf(template, LaunchTemplate.Version ?? '$Default');
  return fromTemplate(found?.version.data ?? {});
}

/** Nothing of a launch that failed was ever there. */
function undo(region: Region, instance: Instance): void {
  takeAway(region, instance, { reason: {}, transition: '' });
  region.instances.delete(instance.id);
}
