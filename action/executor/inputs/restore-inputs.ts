import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { LostBlob, type BlobStore } from '../../../content/blob-store.ts';
import { digestOfBytes } from '../../../content/digest-of-bytes.ts';
import { hasCode, StorageError } from '../../../content/storage-error.ts';
import { storeManifest } from '../../../content/save-tree.ts';
import { restoreTree } from '../../../content/restore-tree.ts';
import { anyStop } from '../attempt.ts';
import type { Attempt } from '../attempt.ts';
import { StepFailure } from '../step-failure.ts';
import { insideWorkspace } from '../workspace/inside-workspace.ts';
import { referToData } from './refer-to-data.ts';
import { restoreInPlace } from './restore-in-place.ts';

type Input = Ticket['inputs'][number];

/**
 * Puts the step's inputs where it expects them, read-only unless `writable`. Nothing is overwritten: a path that is taken
 * is a `StepFailure` that names both sides.
 */
export async function restoreInputs(attempt: Attempt): Promise<void> {
  const { inputs } = attempt.ticket;
  if (inputs.length === 0) return;
  const parts = inputs.flatMap((input) => input.parts.map((part) => ({ input, ...part })));
  // What lies in another input comes after it.
  for (const part of parts.sort((a, b) => a.path.length - b.path.length)) {
    await restorePart(attempt, part);
  }
  for (const input of inputs) await writeIndex(attempt, input);
  for (const input of inputs) await refer(attempt, input);
  await linkByName(attempt);
}

async function restorePart(
  attempt: Attempt,
  { input, digest, path }: Input['parts'][number] & { input: Input },
): Promise<void> {
  const { host, ticket } = attempt;
  const target = await insideWorkspace(host.folders.workspace, path, `input ${input.name}`);
  const signal = anyStop(attempt);
  const isInPlace = ticket.workspace.mode === 'in-place';
  const { name, writable } = input;
  try {
    if (isInPlace) {
      await restoreInPlace({ blobs: host.blobs, digest, target, name, path, signal });
    } else await restoreTree(host.blobs, digest, target, { readOnly: !writable, signal });
  } catch (error) {
    if (error instanceof LostBlob) {
      const message = `input ${name} (${path}) is lost: ${error.message}`;
      throw new StepFailure('lost-input', message, { cause: error });
    }
    throw !isInPlace && isTaken(error) ? taken(input, path) : error;
  }
}

async function refer(attempt: Attempt, input: Input): Promise<void> {
  try {
    await referToData(attempt, input);
  } catch (error) {
    throw isTaken(error) ? taken(input, input.path) : error;
  }
}

async function writeIndex(attempt: Attempt, input: Input): Promise<void> {
  if (input.index === null) return;
  const { host, ticket } = attempt;
  const { path, text } = input.index;
  if (ticket.workspace.mode === 'in-place') {
    // Stored like the cells themselves, so that one of an earlier run may be replaced, and nothing else.
    const digest = await storeText(host.blobs, text);
    return restorePart(attempt, { input, digest, path, single: true });
  }
  const target = await insideWorkspace(host.folders.workspace, path, `input ${input.name}`);
  await mkdir(dirname(target), { recursive: true });
  try {
    await writeFile(target, text, { flag: 'wx' });
  } catch (error) {
    throw isTaken(error) ? taken(input, path) : error;
  }
  if (!input.writable) await chmod(target, 0o444);
}

async function storeText(blobs: BlobStore, text: string): Promise<string> {
  const bytes = Buffer.from(text);
  await blobs.putBytes(bytes);
  const file = { path: '.', type: 'file', mode: 0o644, size: bytes.length } as const;
  const entries = [{ ...file, digest: digestOfBytes(bytes) }];
  return (await storeManifest(blobs, { format: 1, single: true, entries })).digest;
}

/** `$MLPIPELINES_INPUTS_DIR/<name>` leads to each input, wherever it lies. */
async function linkByName({ ticket, host, places }: Attempt): Promise<void> {
  if (places.inputs === null) return;
  await mkdir(places.inputs);
  for (const { name, path } of ticket.inputs) {
    await symlink(join(host.folders.workspace, path), join(places.inputs, name));
  }
}

function isTaken(error: unknown): boolean {
  if (error instanceof StorageError) return error.code === 'EEXIST' || error.code === 'ENOTDIR';
  return hasCode(error, 'EEXIST') || hasCode(error, 'ENOTDIR');
}

function taken(input: Input, path: string): StepFailure {
  return new StepFailure(
    'failure',
    `input ${input.name} goes to ${path}, where a file of the repository or another input lies already. Give the input a path of its own (path: DIR), or leave that file out of the step's files.`,
  );
}
