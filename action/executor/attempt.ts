import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ticket } from '../../schemas/ticket.generated.ts';
import { hostCause } from './process/clocks.ts';
import type { StepPlaces } from './process/environment.ts';
import type { ExecutorHost } from './executor-host.ts';
import { maskSecrets } from './output/mask-secrets.ts';
import type { Mask } from './output/mask-secrets.ts';
import { createOutputLog } from './output/output-log.ts';
import type { OutputLog } from './output/output-log.ts';
import { Stopped } from './step-failure.ts';
import { emptyScratch } from './workspace/empty-scratch.ts';
import { removeTree } from './workspace/remove-tree.ts';

/** One attempt at work: what it was handed and where its things are. */
export type Attempt = {
  readonly ticket: Ticket;
  readonly host: ExecutorHost;
  readonly log: OutputLog;
  readonly mask: Mask;
  readonly places: StepPlaces;
  /** Removes what the attempt made beside its products. */
  readonly close: () => Promise<void>;
};

// A socket's path holds 104 bytes on macOS, 108 on Linux, and Python's multiprocessing puts sockets into TMPDIR:
// https://man7.org/linux/man-pages/man7/unix.7.html
const LONGEST_TEMPORARY = 60;

/** Makes an attempt's own folders. */
export function openAttempt(ticket: Ticket, host: ExecutorHost): Attempt {
  const { scratch, workspace } = host.folders;
  const isKept = existsSync(scratch);
  const mask = maskSecrets(ticket.secrets);
  const temporary = openTemporary(join(scratch, 'tmp'));
  return {
    ticket,
    host,
    mask,
    log: createOutputLog(mask, (report) => host.report(report)),
    places: {
      output: join(scratch, 'output'),
      summary: join(scratch, 'summary'),
      temporary: temporary.path,
      inputs: ticket.inputs.length === 0 ? null : join(scratch, 'inputs'),
      checkpoint: ticket.checkpoint && {
        folder: join(workspace, ticket.checkpoint.path),
        ready: join(scratch, 'checkpoint-ready'),
      },
    },
    async close() {
      temporary.close();
      await (isKept ? emptyScratch(scratch) : removeScratch(scratch));
      if (ticket.workspace.mode === 'copy') await removeTree(workspace);
    },
  };
}

// Mostly both are empty by then, and quickly gone one after the other.
async function removeScratch(scratch: string): Promise<void> {
  await removeTree(join(scratch, 'tmp'));
  await removeTree(scratch);
}

/** Throws `Stopped` once the host wants the attempt to end. For use between two stages before the command. */
export function throwIfStopped({ host }: Attempt): void {
  if (!host.stop.aborted && !host.kill.aborted) return;
  throw new Stopped(hostCause(host.stop));
}

/** Aborted by either of the host's signals. */
export function anyStop({ host }: Attempt): AbortSignal {
  return AbortSignal.any([host.stop, host.kill]);
}

/** A folder for temporary files, under a short name where its own is long. */
function openTemporary(folder: string): { path: string; close(): void } {
  mkdirSync(folder, { recursive: true });
  if (folder.length <= LONGEST_TEMPORARY) return { path: folder, close: () => {} };
  const short = mkdtempSync(join(tmpdir(), 'mlp-'));
  const path = join(short, 't');
  symlinkSync(folder, path);
  return { path, close: () => rmSync(short, { recursive: true, force: true }) };
}
