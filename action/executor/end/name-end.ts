import type { ReportedOutcome } from '../../../schemas/attempt-report.generated.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { graceMs, type StopCause } from '../process/clocks.ts';
import type { CommandEnd } from '../process/run-command.ts';
import { exactDuration } from '../../../text/duration.ts';
import { failureHint } from './failure-hint.ts';
import { exactSize } from '../../../text/size.ts';
import type { Evidence } from './evidence.ts';
import { memoryAdvice, memoryEnd } from './memory-end.ts';
import { shortened } from '../../../text/shortened.ts';

export type NamedEnd = Pick<ReportedOutcome, 'status' | 'class' | 'message'>;

const DISK_FULL = /No space left on device|\[Errno 28\]|\bENOSPC\b|Disk quota exceeded|\bEDQUOT\b/;

/** Names the end of a command: status, class and a message that says what happened and what to do. Evidence is gathered only if it is needed. */
export async function nameEnd(
  end: CommandEnd,
  ticket: Ticket,
  gather: () => Evidence,
): Promise<NamedEnd> {
  if (end.stoppedBy !== null) return stoppedEnd(end.stoppedBy, end, ticket);
  if (end.exitCode === 0) return { status: 'succeeded', class: null, message: null };
  const evidence = gather();
  const memory = memoryEnd(end, evidence);
  if (memory !== null) return { status: 'failed', class: 'oom', message: memory };
  if (evidence.stderr.some((line) => DISK_FULL.test(line))) {
    return {
      status: 'failed',
      class: 'infra',
      message: `The disk ran full: ${lastLine(evidence)}. Free space on the machine, or ask for more with resources.disk.`,
    };
  }
  return end.exitCode === null || end.signal !== null
    ? signalEnd(end, evidence)
    : exitEnd(end.exitCode, ticket, evidence);
}

function stoppedEnd(cause: StopCause, end: CommandEnd, ticket: Ticket): NamedEnd {
  const { clocks } = ticket;
  const grace = graceText(end, exactDuration(graceMs(cause, clocks)));
  switch (cause) {
    case 'timeout':
      return {
        status: 'failed',
        class: 'timeout',
        message: `Ended after ${exactDuration(clocks.timeoutMs)}, the step's timeout.${grace} Raise timeout, or give the step a checkpoint and retry: { timeout: N } so that it goes on where it was.`,
      };
    case 'stall':
      return {
        status: 'failed',
        class: 'stall',
        message: `Ended because it gave no sign of life for ${exactDuration(clocks.stallTimeoutMs ?? 0)} (stall-timeout): no output, live metric or checkpoint.${grace} If it is only quiet, let it print progress or raise stall-timeout.`,
      };
    case 'interrupt':
      return {
        status: 'interrupted',
        class: 'spot-interruption',
        message: `The machine was taken back while the step ran.${grace}`,
      };
    case 'cancel':
      return { status: 'cancelled', class: null, message: `Cancelled.${grace}` };
    default:
      return cause satisfies never;
  }
}

function graceText({ killedBy }: CommandEnd, grace: string): string {
  if (killedBy === null) return '';
  return killedBy === 'host'
    ? ` It was killed, as asked, before its grace period of ${grace} was over.`
    : ` It did not end within ${grace} of SIGTERM and was killed.`;
}

function signalEnd({ signal, exitCode }: CommandEnd, evidence: Evidence): NamedEnd {
  const shown = signal ?? 'an unknown signal';
  const message =
    signal === 'SIGKILL'
      ? `The command was killed (SIGKILL, exit code ${exitCode}), and not by mlpipelines: most often memory ran out${heldText(evidence)}. ${memoryAdvice(evidence.memory)}`
      : `The command was ended by ${shown}${exitCode === null ? '' : ` (exit code ${exitCode})`}.`;
  return { status: 'failed', class: 'failure', message };
}

/** A step that lived shorter than one look at its memory held nothing that we know of. */
function heldText({ memory }: Evidence): string {
  return memory.peakBytes === 0 ? '' : `, it held up to ${exactSize(memory.peakBytes)}`;
}

async function exitEnd(exitCode: number, ticket: Ticket, evidence: Evidence): Promise<NamedEnd> {
  const last = lastLine(evidence);
  const said = last === '' ? '' : ` Last line: ${last}`;
  // In a line of its own, so that nobody takes it for the program's words.
  const hint = await failureHint(exitCode, ticket, evidence);
  return {
    status: 'failed',
    class: 'exit-code',
    message: `The command ended with exit code ${exitCode}.${said}${hint === null ? '' : `\nhint: ${hint}`}`,
  };
}

const LONGEST_QUOTE = 300;
// oxlint-disable-next-line no-control-regex -- colours have no place in a message
const COLOURS = /\x1b\[[0-9;:]*m/g;

function lastLine({ stderr, stdout }: Evidence): string {
  const line = (stderr.at(-1) ?? stdout.at(-1) ?? '').replace(COLOURS, '').trim();
  return shortened(line, LONGEST_QUOTE);
}
