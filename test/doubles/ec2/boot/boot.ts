import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import type { Clock } from '../../github/clock.ts';

/** What a machine is started with. */
export type BootOrder = {
  readonly instanceId: string;
  /** As cloud-init would get it; null: the instance has none. */
  readonly userData: string | null;
  /** Where its metadata service answers, in place of http://169.254.169.254. */
  readonly metadataUrl: string;
  readonly type: InstanceTypeInfo;
  /** An empty folder that is the machine's own. */
  readonly folder: string;
  readonly clock: Clock;
  /** Told what appears on the serial console. */
  readonly onConsole: (text: string) => void;
  /** Told what the machine did to itself, and could not do for real. */
  readonly onAct: (act: MachineAct) => void;
};

/** `shutdown -h +20` and its like: the command, its arguments, when. */
export type MachineAct = {
  readonly at: number;
  readonly command: string;
  readonly args: readonly string[];
};

/** A machine that runs. */
export type Machine = {
  /** Resolves when the machine powers itself off; never when it is killed. */
  readonly poweredOff: Promise<void>;
  /** Takes the power away: no process of the machine is left when it resolves. */
  kill(): Promise<void>;
};

/** Starts what an instance is. */
export type Boot = (order: BootOrder) => Promise<Machine>;
