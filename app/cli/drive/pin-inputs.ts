import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobRecheck, BlobStore } from '../../../content/blob-store.ts';
import { openHashMemo } from '../../../content/hash-memo.ts';
import { hashTree, saveTree } from '../../../content/save-tree.ts';
import { walkTree } from '../../../content/walk-tree.ts';
import { messageOf } from '../../../text/message-of.ts';
import { exactSize } from '../../../text/size.ts';
import type { ArtifactRef } from '../../domain/artifact.ts';
import type { LocalInput } from '../../domain/input.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import type { StateFolder } from '../../local/state-folder.ts';
import { UsageError } from '../usage-error.ts';

/** What lies at the paths of this machine that inputs name, by path. */
export type Pins = ReadonlyMap<string, ArtifactRef>;

type Pinning = {
  readonly state: StateFolder;
  readonly blobs: BlobStore & BlobRecheck;
  readonly purpose: 'look' | 'run';
};

const MOST_COPIED = 10 * 1024 ** 3;

/**
 * Fixes by content what a plan's steps read of this machine, so that cache, rerun and resume know it. What is to be
 * copied is stored, unless one only looks; files that did not change since the last time are not read again. Throws a
 * `UsageError` for what cannot be taken.
 */
export async function pinInputs({ state, blobs, purpose }: Pinning, plan: Plan): Promise<Pins> {
  const wanted = Map.groupBy(plan.steps.flatMap(localInputs), ({ source }) => source);
  const pins = new Map<string, ArtifactRef>();
  if (wanted.size === 0) return pins;
  const memo = await openHashMemo(join(state.folder, 'hashes'));
  const within = state.root;
  for (const [source, inputs] of wanted) {
    const path = join(state.root, source);
    if ((await lstat(path).catch(() => null)) === null) continue;
    const isCopied = inputs.some(({ mode }) => mode === 'copy');
    if (isCopied) await refuseLarge(path, source);
    const stores = isCopied && purpose === 'run';
    const options = { within, memo, missing: blobs.missingOrDamaged };
    const found = await (stores ? saveTree(blobs, path, options) : hashTree(path, options)).catch(
      (error: unknown) => {
        throw new UsageError(`The input at ${source} cannot be taken: ${messageOf(error)}`);
      },
    );
    const { digest, size, files, single } = found;
    pins.set(source, { digest, type: single ? 'file' : 'dataset', path: source, size, files });
  }
  await memo.flush();
  return pins;
}

/** The plan with what was found. */
export function withPins(plan: Plan, pins: Pins): Plan {
  return pins.size === 0 ? plan : { ...plan, steps: plan.steps.map((step) => pinned(step, pins)) };
}

function pinned(step: PlanStep, pins: Pins): PlanStep {
  const inputs = Object.entries(step.inputs).map(([name, input]) =>
    'uri' in input ? [name, { ...input, pinned: pins.get(input.source) ?? null }] : [name, input],
  );
  return { ...step, inputs: Object.fromEntries(inputs) };
}

function localInputs({ inputs }: PlanStep): readonly LocalInput[] {
  return Object.values(inputs).flatMap((input) => ('uri' in input ? [input] : []));
}

/** Before its bytes are read, which may take long. */
async function refuseLarge(path: string, source: string): Promise<void> {
  const isFolder = (await lstat(path)).isDirectory();
  const files = isFolder ? (await walkTree(path)).map((found) => join(path, found.path)) : [path];
  let bytes = 0;
  for (const file of files) bytes += (await lstat(file).catch(() => null))?.size ?? 0;
  if (bytes <= MOST_COPIED) return;
  throw new UsageError(
    `${source} holds ${exactSize(bytes)}, more than \`mode: copy\` keeps: at most ${exactSize(MOST_COPIED)}.`,
    'Write `mode: reference`: it is read where it lies, and a step fails if it changes meanwhile.',
  );
}
