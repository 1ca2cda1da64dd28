import { lstat, mkdir, readlink, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { createHashMemo, openHashMemo } from '../../../content/hash-memo.ts';
import { hashTree } from '../../../content/save-tree.ts';
import { messageOf } from '../../../text/message-of.ts';
import { anyStop, throwIfStopped } from '../attempt.ts';
import type { Attempt } from '../attempt.ts';
import { StepFailure } from '../step-failure.ts';
import { insideWorkspace } from '../workspace/inside-workspace.ts';

type Input = Ticket['inputs'][number];
type Reference = Input & { readonly reference: NonNullable<Input['reference']> };

/**
 * Leads from the workspace to data that is read where it lies, once that is what the run was prepared for. Throws
 * `StepFailure`; whatever else lies at the input's path already is an error with the code EEXIST.
 */
export async function referToData(attempt: Attempt, input: Input): Promise<void> {
  const { reference } = input;
  if (reference === undefined) return;
  const changed = await changeOf(attempt, { ...input, reference }, anyStop(attempt));
  throwIfStopped(attempt);
  if (changed === null) return lead(attempt, { ...input, reference });
  throw failure(
    `${changed} since this run was prepared. Start a new run, which takes it as it is now; with \`mode: copy\` a run keeps what it began with.`,
  );
}

/** Looks again when the command is over. Throws `StepFailure` for data that is not what the step was given. */
export async function requireSameData(attempt: Attempt): Promise<void> {
  for (const input of referencesOf(attempt.ticket)) {
    const changed = await changeOf(attempt, input, attempt.host.kill);
    if (changed === null) continue;
    throw failure(
      `${changed} while the step ran, so nothing that it made is kept. Nothing may write there during a run, the step itself included; with \`mode: copy\` it has what the run began with.`,
    );
  }
}

/** The places of this machine that a step reads from. */
export function referredPlaces({
  ticket,
  host,
}: Pick<Attempt, 'ticket' | 'host'>): readonly string[] {
  const { repository } = host.folders;
  return repository === undefined
    ? []
    : referencesOf(ticket).map(({ reference }) => join(repository, reference.path));
}

function referencesOf({ inputs }: Ticket): readonly Reference[] {
  return inputs.flatMap((input) =>
    input.reference === undefined ? [] : [{ ...input, reference: input.reference }],
  );
}

/** What happened to the data, as the beginning of a sentence; null: nothing. */
async function changeOf(
  { host }: Attempt,
  { name, reference }: Reference,
  signal: AbortSignal,
): Promise<string | null> {
  const { repository, hashes } = host.folders;
  const what = `input ${name}: ${reference.path}`;
  if (repository === undefined) throw failure(`${what} is not on this machine.`);
  const memo = hashes === undefined ? createHashMemo() : await openHashMemo(hashes);
  const place = join(repository, reference.path);
  if ((await lstat(place).catch(() => null)) === null) return `${what} was removed`;
  const found = await hashTree(place, { within: repository, memo, signal }).catch(
    (error: unknown) => {
      if (signal.aborted) return null;
      throw failure(`${what} cannot be read: ${messageOf(error)}`);
    },
  );
  return found === null || found.digest === reference.digest ? null : `${what} changed`;
}

async function lead({ ticket, host }: Attempt, { name, path, reference, writable }: Reference) {
  const { workspace, repository = workspace } = host.folders;
  const isInPlace = ticket.workspace.mode === 'in-place';
  if (isInPlace && writable) {
    throw failure(
      `input ${name} is writable, and in place the step would change ${path} itself. Give the input a path of its own (path: DIR), or run without --in-place.`,
    );
  }
  if (isInPlace && path === reference.path) return;
  const target = join(repository, reference.path);
  const place = await insideWorkspace(workspace, dirname(path), `input ${name}`);
  const link = join(workspace, path);
  if (isInPlace && (await readlink(link).catch(() => null)) === target) return;
  await mkdir(place, { recursive: true });
  await symlink(target, link);
}

function failure(message: string): StepFailure {
  return new StepFailure('failure', message);
}
