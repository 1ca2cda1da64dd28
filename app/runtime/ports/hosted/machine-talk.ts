/** What machines say over HTTP, and what they are answered. Each throws a `MachineRefusal`. */
export interface MachineTalk {
  /** Whether one of this name may prove who it is. */
  isExpected(machine: string): Promise<boolean>;
  /** It proves which instance it is, and hands over the token that it will speak with. */
  hello(machine: string, message: MachineHello): Promise<void>;
  /** Whether it may speak for the machine. */
  isToken(machine: string, token: string): Promise<boolean>;
  /** Gives what it is to do: a word and its argument a line. */
  poll(machine: string, message: MachinePoll): Promise<readonly string[]>;
  event(machine: string, event: MachineEvent): Promise<void>;
}

export type MachineHello = {
  /** What its metadata service gives as `/latest/dynamic/instance-identity/rsa2048`. */
  readonly identity: string;
  readonly token: string;
  /** As many as `nvidia-smi -L` lists. */
  readonly gpus: number;
  readonly bootMs: number | null;
};
export type MachinePoll = { readonly state: 'waiting' | 'running'; readonly usage: string };
export type MachineEvent = {
  readonly type: 'notice' | 'boot-failed' | 'runner-exit' | 'log';
  readonly text: string;
};

/**
 * `unknown`: there is no such machine, or it has proved nothing. `later`: it is not known yet whether it is ours. `untrue`:
 * what it shows proves nothing. `crowded`: there is no room for what it says just now.
 */
type MachineRefusalKind = 'unknown' | 'later' | 'untrue' | 'unreadable' | 'crowded';

/** A machine is not answered. */
export class MachineRefusal extends Error {
  override readonly name = 'MachineRefusal';
  readonly kind: MachineRefusalKind;

  constructor(kind: MachineRefusalKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
