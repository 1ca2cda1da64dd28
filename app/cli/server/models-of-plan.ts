import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BlobRecheck, BlobStore } from '../../../content/blob-store.ts';
import type { RemoteVersion } from '../../../schemas/people-answer.generated.ts';
import { messageOf } from '../../../text/message-of.ts';
import { exactSize } from '../../../text/size.ts';
import { versionName, type FrozenModel, type ModelInput } from '../../domain/input.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import { isLost } from '../../runtime/facts/stored-work.ts';
import { UsageError } from '../usage-error.ts';
import { fetchContents } from './fetch-artifact.ts';
import type { ServerReads } from './server-reads.ts';

export type Freezing = {
  readonly blobs: BlobStore & BlobRecheck;
  /** Whether a step is to run, and needs what it is given. */
  readonly runs: (step: PlanStep) => boolean;
  /** `look`: no bytes are fetched. */
  readonly purpose: 'look' | 'run';
  /** Tells a person at the terminal what takes long. */
  readonly note: (message: string) => void;
};

export type FrozenPlan = { readonly plan: Plan; readonly warnings: readonly string[] };

/**
 * The plan with the version that each alias points to at a server, whose bytes are stored here, each held against its
 * digest. What this machine calls the same is not taken in its place: throws a `UsageError` where a step that is to run
 * must have what cannot be had.
 */
export async function freezeOfServer(
  server: ServerReads,
  plan: Plan,
  freezing: Freezing,
): Promise<FrozenPlan> {
  const found = new Map<string, Had>();
  const warnings = new Set<string>();
  for (const step of plan.steps) {
    for (const input of Object.values(step.inputs)) {
      if (!('model' in input) || input.frozen !== null) continue;
      const name = nameOf(input);
      const isUsed = freezing.runs(step);
      const had = found.get(name) ?? (await versionBehind(server, input));
      found.set(name, isUsed ? await withBytes(server, had, freezing) : had);
      warnings.add(notHad(server, found.get(name) ?? had, { step, input, isUsed }) ?? '');
    }
  }
  const steps = plan.steps.map((step) => withFrozen(step, found));
  return { plan: { ...plan, steps }, warnings: [...warnings].filter((text) => text !== '') };
}

type Had =
  | {
      readonly type: 'version';
      readonly model: string;
      readonly frozen: FrozenModel;
      readonly isHere: boolean;
    }
  | { readonly type: 'none' }
  /** A sentence. */
  | { readonly type: 'failed'; readonly why: string };

async function versionBehind(server: ServerReads, { model, alias }: ModelInput): Promise<Had> {
  try {
    const { version } = await server.ask('alias', `/aliases/${model}/${alias}`);
    if (version === null) return { type: 'none' };
    return { type: 'version', model, frozen: frozenOf(server, version), isHere: false };
  } catch (error) {
    if (error instanceof UsageError) return { type: 'failed', why: error.message };
    throw error;
  }
}

function frozenOf({ repository, host }: ServerReads, { version, artifact }: RemoteVersion) {
  return { version, artifact, of: `${repository} on ${host}` };
}

async function withBytes(
  server: ServerReads,
  had: Had,
  { blobs, purpose, note }: Freezing,
): Promise<Had> {
  if (had.type !== 'version' || had.isHere || purpose === 'look') return had;
  const { model, frozen } = had;
  const { artifact, version } = frozen;
  if (!(await isLost({ blobs, lost: blobs.missingOrDamaged }, artifact.digest))) {
    return { ...had, isHere: true };
  }
  note(`fetching ${versionName(had)} (${exactSize(artifact.size)})`);
  const folder = await mkdtemp(join(tmpdir(), 'mlpipelines-fetch-'));
  try {
    await server.at((at, path) =>
      fetchContents(
        at,
        { path: `${path}/models/${model}/${version}/contents`, digest: artifact.digest },
        { blobs, missing: blobs.missingOrDamaged, folder },
      ),
    );
    // What the server withheld is missing; what it made up is refused by its digest.
    if (!(await isLost({ blobs, lost: (digests) => blobs.missing(digests) }, artifact.digest))) {
      return { ...had, isHere: true };
    }
    return { type: 'failed', why: `${server.host} did not give all files of ${versionName(had)}.` };
  } catch (error) {
    const why =
      error instanceof UsageError
        ? error.message
        : `${versionName(had)} could not be fetched: ${messageOf(error)}.`;
    return { type: 'failed', why };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Taken = { readonly step: PlanStep; readonly input: ModelInput; readonly isUsed: boolean };

/** What a person should know of it; null: nothing. */
function notHad({ host }: ServerReads, had: Had, { step, input, isUsed }: Taken): string | null {
  if (had.type === 'version' || !isUsed) return null;
  const name = nameOf(input);
  if (had.type === 'none') return `there is no ${name} on ${host} yet`;
  if (input.optional) return `${step.id} goes without ${name}: ${had.why}`;
  throw new UsageError(
    `${step.id} needs ${name} of ${host}. ${had.why}`,
    'Without --server it is given what this machine calls so.',
  );
}

function withFrozen(step: PlanStep, found: ReadonlyMap<string, Had>): PlanStep {
  const inputs = Object.entries(step.inputs).map(([name, input]) => {
    const had = 'model' in input && input.frozen === null ? found.get(nameOf(input)) : undefined;
    return [name, had?.type === 'version' ? { ...input, frozen: had.frozen } : input];
  });
  return { ...step, inputs: Object.fromEntries(inputs) };
}

function nameOf({ model, alias }: ModelInput): string {
  return `${model}@${alias}`;
}
