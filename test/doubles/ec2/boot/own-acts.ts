import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import type { Clock } from '../../github/clock.ts';
import type { MachineAct } from './boot.ts';

type Reply = { readonly code: number; readonly text: string };

/**
 * What a machine does to itself: it is written down, and what concerns its power comes true: `shutdown` now or later,
 * its cancellation, and a later `poweroff` by `systemd-run`.
 */
export class OwnActs {
  readonly #clock: Clock;
  readonly #type: InstanceTypeInfo;
  readonly #onAct: (act: MachineAct) => void;
  readonly #server: Server;
  readonly #closed = new AbortController();
  #shutdown = new AbortController();
  #powerOff: () => void = () => {};
  readonly poweredOff = new Promise<void>((resolve) => {
    this.#powerOff = resolve;
  });

  constructor(clock: Clock, type: InstanceTypeInfo, onAct: (act: MachineAct) => void) {
    this.#clock = clock;
    this.#type = type;
    this.#onAct = onAct;
    this.#server = createServer({ allowHalfOpen: true }, (socket) => {
      let text = '';
      socket.setEncoding('utf8');
      socket.on('error', () => {});
      socket.on('data', (chunk: string) => {
        text += chunk;
        const words = text.split('\0').slice(0, -1);
        const [command = '', count = ''] = words;
        if (words.length < 2 || words.length < 2 + Number(count)) return;
        const { code, text: answer } = this.#told(command, words.slice(2));
        socket.end(`${code}\n${answer}`);
      });
    });
  }

  /** Answers the port that the machine's commands tell their acts on. */
  listen(): Promise<number> {
    return new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', () =>
        resolve((this.#server.address() as AddressInfo).port),
      );
    });
  }

  close(): void {
    this.#closed.abort();
    this.#shutdown.abort();
    this.#server.close();
  }

  #told(command: string, args: readonly string[]): Reply {
    this.#onAct({ at: this.#clock.now(), command, args });
    switch (command) {
      case 'shutdown':
        return this.#shutDown(args);
      case 'poweroff':
      case 'halt':
        this.#powerOff();
        return DONE;
      case 'systemctl':
        if (args.some((arg) => arg === 'poweroff' || arg === 'halt')) this.#powerOff();
        return DONE;
      case 'systemd-run':
        return this.#later(args);
      case 'nvidia-smi':
        return args.some((arg) => arg.startsWith('--query-gpu='))
          ? this.#queryGpus(args)
          : this.#listGpus();
      default:
        return DONE;
    }
  }

  /** shutdown(8): `now`, `+MINUTES` (one when nothing is said), `-c`. One of hh:mm is not understood here. */
  #shutDown(args: readonly string[]): Reply {
    this.#shutdown.abort();
    if (args.includes('-c')) return DONE;
    const when = args.find((arg) => /^(?:now|\+?\d+)$/.test(arg)) ?? '+1';
    this.#shutdown = new AbortController();
    const minutes = when === 'now' ? 0 : Number(when);
    void this.#afterMs(minutes * 60_000, this.#shutdown.signal);
    return DONE;
  }

  /** `systemd-run --on-active=60m /sbin/poweroff -f`; other commands are written down and do not run. */
  #later(args: readonly string[]): Reply {
    const command = args.find((arg) => !arg.startsWith('-')) ?? '';
    const active = args.find((arg) => arg.startsWith('--on-active='))?.slice(12) ?? '';
    const [, count, unit = ''] = /^(\d+)(s|m|min|h)?$/.exec(active) ?? [];
    const isPower = /(?:^|\/)(?:poweroff|shutdown|halt)$/.test(command);
    if (isPower && count !== undefined)
      void this.#afterMs(Number(count) * (UNITS[unit] ?? 1_000), this.#closed.signal);
    return DONE;
  }

  async #afterMs(ms: number, signal: AbortSignal): Promise<void> {
    if (ms > 0) await this.#clock.sleep(ms, signal);
    if (!signal.aborted) this.#powerOff();
  }

  /** `--format=csv,noheader,nounits` of GPUs that nothing uses: no GPU does anything here. */
  #queryGpus(args: readonly string[]): Reply {
    const fields =
      args
        .find((arg) => arg.startsWith('--query-gpu='))
        ?.slice(12)
        .split(',') ?? [];
    const gpus = (this.#type.GpuInfo?.Gpus ?? []).flatMap(
      ({ Count, LogicalGpuCount, MemoryInfo }) =>
        Array.from({ length: Count || (LogicalGpuCount ?? 0) }, () => MemoryInfo?.SizeInMiB ?? 0),
    );
    if (gpus.length === 0) return this.#listGpus();
    const valueOf = (field: string, total: number) =>
      ({ 'utilization.gpu': '0', 'memory.used': '4', 'memory.total': String(total) })[field] ??
      '[N/A]';
    const lines = gpus.map((total) => fields.map((field) => valueOf(field, total)).join(', '));
    return { code: 0, text: lines.map((line) => `${line}\n`).join('') };
  }

  #listGpus(): Reply {
    const gpus = (this.#type.GpuInfo?.Gpus ?? []).flatMap(({ Name, Count, LogicalGpuCount }) =>
      Array.from({ length: Count || (LogicalGpuCount ?? 0) }, () => Name ?? ''),
    );
    if (gpus.length === 0)
      return {
        code: 9,
        text: "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n",
      };
    return {
      code: 0,
      text: gpus
        .map((name, index) => `GPU ${index}: NVIDIA ${name} (UUID: GPU-${index})\n`)
        .join(''),
    };
  }
}

const DONE: Reply = { code: 0, text: '' };
const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, min: 60_000, h: 3_600_000 };
