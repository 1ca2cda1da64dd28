import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Boot, Machine } from '../boot/boot.ts';
import { openMetadata } from '../imds/open-metadata.ts';
import { INSTANCE_TYPES } from '../schemas/type-book.ts';
import type { Instance } from '../state/instance.ts';
import type { Region } from '../state/world.ts';
import { endByOwnShutdown } from './end-instance.ts';

/** Starts the machine of a running instance, with its metadata service; neither is there when nothing boots. */
export function bootInstance(region: Region, instance: Instance): void {
  instance.isBooted = true;
  const { boot, problems } = region.world;
  if (boot === null) return;
  instance.busy = start(region, instance, boot).catch((error: unknown) =>
    problems.add('crash', instance.id, String(error)),
  );
}

async function start(region: Region, instance: Instance, boot: Boot): Promise<void> {
  const { world } = region;
  const metadata = await openMetadata(region, instance);
  const folder = join(world.folder, instance.id);
  await mkdir(folder);
  const type = INSTANCE_TYPES.get(instance.spec.type);
  if (type === undefined) throw new Error(`${instance.spec.type} is not in the book of types.`);
  const machine = await boot({
    instanceId: instance.id,
    userData: decoded(instance.spec.userData),
    metadataUrl: metadata.urls.own,
    type,
    folder,
    clock: world.clock,
    onConsole: (text) => {
      // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/troubleshoot-unreachable-instance.html: the last 64 KB.
      instance.console = (instance.console + text).slice(-65_536);
      instance.consoleAt = world.agenda.now();
    },
    onAct: (act) => void instance.acts.push(act),
  });
  const whole: Machine = {
    poweredOff: machine.poweredOff,
    async kill() {
      await machine.kill();
      instance.metadataUrls = null;
      await metadata.close();
    },
  };
  // What ended it meanwhile found no machine to end.
  if (instance.state !== 'running') {
    await whole.kill();
    return;
  }
  instance.machine = whole;
  instance.metadataUrls = metadata.urls;
  void endWithMachine(region, instance, machine);
}

async function endWithMachine(region: Region, instance: Instance, { poweredOff }: Machine) {
  await poweredOff;
  endByOwnShutdown(region, instance);
}

function decoded(userData: string | null): string | null {
  return userData === null ? null : Buffer.from(userData, 'base64').toString();
}
