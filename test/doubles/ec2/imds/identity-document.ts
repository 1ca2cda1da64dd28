import { INSTANCE_TYPES } from '../schemas/type-book.ts';
import type { Instance } from '../state/instance.ts';
import type { Region } from '../state/world.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/retrieve-iid.html, with its spaces: they are what is signed. */
export function identityDocument({ name, world }: Region, instance: Instance): string {
  const { spec } = instance;
  const architecture = INSTANCE_TYPES.get(spec.type)?.ProcessorInfo?.SupportedArchitectures?.[0];
  const document = {
    accountId: world.accountId,
    architecture: architecture ?? 'x86_64',
    availabilityZone: instance.zone,
    billingProducts: null,
    devpayProductCodes: null,
    marketplaceProductCodes: null,
    imageId: spec.imageId,
    instanceId: instance.id,
    instanceType: spec.type,
    kernelId: null,
    pendingTime: `${new Date(instance.launchedAt).toISOString().slice(0, 19)}Z`,
    privateIp: instance.privateIp,
    ramdiskId: null,
    region: name,
    version: '2017-09-30',
  };
  const lines = Object.entries(document).map(
    ([key, value]) => `  "${key}" : ${JSON.stringify(value)}`,
  );
  return `{\n${lines.join(',\n')}\n}`;
}
