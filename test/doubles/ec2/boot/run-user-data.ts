import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  endProcessesWith,
  MACHINE_VARIABLE,
} from '../../actions/runner/processes/end-marked-processes.ts';
import type { BootOrder, Machine } from './boot.ts';
import { OwnActs } from './own-acts.ts';
import { asOnThisMachine, writeShims } from './shims.ts';

/**
 * A machine that is a group of processes: its user-data, run as it is, with commands in front of the PATH that
 * keep it from changing the machine of the tests (`shims.ts`). What it prints is its console. When user-data ends the
 * machine idles on, as a real one does, until it powers itself off or is killed.
 */
export function runUserData(
  env: Readonly<Record<string, string>> = {},
  { speed = 1 }: { readonly speed?: number } = {},
) {
  return async (order: BootOrder): Promise<Machine> => {
    const acts = new OwnActs(order.clock, order.type, order.onAct);
    const port = await acts.listen();
    const bin = await writeShims(order.folder);
    const home = join(order.folder, 'root');
    await mkdir(home);
    // Regions of the same seed have instances of the same names, and may be open in several processes at once.
    const mark = `${order.instanceId}/${randomUUID()}`;
    // cloud-init runs what begins so, and no other text: https://cloudinit.readthedocs.io/en/latest/explanation/format.html
    if (order.userData?.startsWith('#!') === true) await startScript(order, order.userData);
    return {
      poweredOff: acts.poweredOff,
      async kill() {
        acts.close();
        // Who forks while others are killed is found in the next round.
        while (endProcessesWith(MACHINE_VARIABLE, mark).length > 0)
          await new Promise((resolve) => setTimeout(resolve, 10));
      },
    };

    async function startScript({ folder }: BootOrder, userData: string) {
      const disk = join(folder, 'disk');
      for (const place of ['run', 'var/log', 'home', 'opt', 'etc'])
        await mkdir(join(disk, place), { recursive: true });
      const script = join(folder, 'user-data');
      await writeFile(script, asOnThisMachine(userData, disk));
      await chmod(script, 0o755);
      const child = spawn(script, {
        cwd: home,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...env,
          PATH: `${bin}:${process.env['PATH'] ?? '/usr/bin:/bin'}`,
          HOME: home,
          TMPDIR: home,
          AWS_EC2_METADATA_SERVICE_ENDPOINT: order.metadataUrl,
          STAND_IN_METADATA: order.metadataUrl,
          STAND_IN_ACTS: String(port),
          STAND_IN_SPEED: String(speed),
          [MACHINE_VARIABLE]: mark,
        },
      });
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8');
        stream.on('data', (text: string) => order.onConsole(text));
      }
      await new Promise<void>((resolve, reject) => {
        child.once('spawn', resolve);
        child.once('error', reject);
      });
    }
  };
}
