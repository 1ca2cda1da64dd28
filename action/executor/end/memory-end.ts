import type { CommandEnd } from '../process/run-command.ts';
import { exactSize } from '../../../text/size.ts';
import type { Evidence, MemoryEvidence } from './evidence.ts';

const NEAR_LIMIT = 0.9;
const KILLED_CODE = 128 + 9;

/** How runtimes say that the host's memory ran out, each at the start of a line but for what stands before it. */
const SIGNATURES: readonly RegExp[] = [
  /^(?:[\w.]+\.)?_?(?:Array)?MemoryError\b/,
  /\bstd::bad_alloc\b/,
  /\bjava\.lang\.OutOfMemoryError\b/,
  /JavaScript heap out of memory/,
  /DefaultCPUAllocator: (?:can't|not enough memory)/,
  /\[Errno 12\] Cannot allocate memory/,
  /^Error: cannot allocate vector of size/,
  /fatal error: runtime: out of memory/,
  /\bArrowMemoryError\b|malloc of size \d+ failed/,
  /memory allocation of \d+ bytes failed/,
];

/** The message for a command that ended for want of memory; null: it ended for another reason. */
export function memoryEnd(end: CommandEnd, evidence: Evidence): string | null {
  const { memory } = evidence;
  const how =
    killedInGroup(memory) ??
    (wasKilled(end) ? killedOnMachine(memory) : null) ??
    signatureOf(evidence);
  return how === null ? null : `Out of memory: ${how}. ${memoryAdvice(memory)}`;
}

function killedInGroup({ groupKills, limitBytes }: MemoryEvidence): string | null {
  if (groupKills === null || groupKills === 0) return null;
  return `the kernel killed the step at its limit of ${exactSize(limitBytes)}`;
}

function wasKilled({ signal, exitCode }: CommandEnd): boolean {
  return signal === 'SIGKILL' || exitCode === KILLED_CODE;
}

function killedOnMachine({ machineKills, peakBytes, limitBytes }: MemoryEvidence): string | null {
  const held = `${exactSize(peakBytes)} of ${exactSize(limitBytes)}`;
  if (machineKills !== null && machineKills > 0)
    return `the kernel killed it; it held up to ${held}`;
  return peakBytes >= NEAR_LIMIT * limitBytes ? `killed while it held ${held}` : null;
}

function signatureOf({ stderr, stdout }: Evidence): string | null {
  const printed = stderr.length > 0 ? stderr : stdout;
  const line = printed.find((one) => SIGNATURES.some((known) => known.test(one)));
  return line?.trim().slice(0, 200) ?? null;
}

/** What to do when memory ran out. */
export function memoryAdvice({ limitIsOwn }: MemoryEvidence): string {
  return limitIsOwn
    ? 'Raise resources.memory, or let it hold less at a time.'
    : 'Run it where there is more memory, lower max-parallel, or let it hold less at a time.';
}
