import { readUsage } from '../../../runner-provisioner/boot/read-usage.ts';
import type { KnownMachine } from '../../runtime/ports/hosted/machines.ts';
import type { Provisioning } from '../machines-deps.ts';
import { tellIdleGpus } from './tell-idle-gpus.ts';

/** Polls come more often than anybody looks. */
const EVERY_MS = 10_000;
const MOST_LINES = 180;

/** That it lives, and how busy its GPUs were: the newest half hour. */
export async function keepUsage(
  deps: Pick<Provisioning, 'store' | 'clock' | 'note'>,
  { machine, told }: KnownMachine,
  text: string,
): Promise<void> {
  const { store, clock } = deps;
  const at = clock.now();
  if (told.seenAt !== null && at - told.seenAt < EVERY_MS) return;
  const line = text.trim();
  // What has no such form is of no use to anybody.
  const isSample = line !== '' && readUsage(line) !== null;
  const usage = isSample ? [...told.usage, { at, text: line }].slice(-MOST_LINES) : told.usage;
  // First, so that it is told again where this process dies in between.
  await tellIdleGpus(deps, machine, { before: told.usage, now: usage });
  await store.machines.tell(machine.id, { seenAt: at, usage });
}
