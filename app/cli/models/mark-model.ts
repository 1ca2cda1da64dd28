import {
  deletedText,
  deletionOf,
  markOf,
  type ModelVersion,
  type VersionMark,
} from '../../domain/model.ts';
import { localClock } from '../../local/local-clock.ts';
import { findRoot } from '../../local/find-root.ts';
import { line } from '../../reports/layout/line.ts';
import { filesAndSize } from '../../../text/size.ts';
import type { Change } from '../../runtime/ports/store.ts';
import type { ExitCode, Shell } from '../command.ts';
import { findModel } from '../fetch/find-model.ts';
import { confirm } from '../terminal/confirm.ts';
import { printJson, printLines } from '../terminal/print.ts';
import { UsageError } from '../usage-error.ts';
import { actorOf } from '../workspace/actor-of.ts';
import { auditMark } from './audit-mark.ts';
import type { OpenRegistry } from './open-registry.ts';

export type Marking = {
  readonly reason: string | null;
  readonly undo: boolean;
  readonly yes: boolean;
  readonly json: boolean;
};

const LONGEST_REASON = 500;

/** `models deprecate`: says that a version should not be used any more, or takes that back. */
export async function deprecateModel(
  shell: Shell,
  registry: OpenRegistry,
  reference: string,
  { reason, undo, json }: Marking,
): Promise<ExitCode> {
  const version = await exactVersion(registry, reference);
  const { model, version: number } = version;
  const { store, scope } = registry;
  const marks = await store.registry.marks(model, scope);
  requireKept(version, marks);
  const known = markOf(marks, version, 'deprecated');
  if (undo) {
    if (known === null) throw new UsageError(`${model} v${number} is not deprecated.`);
    const by = await actorOf(findRoot(shell.cwd));
    await write(
      registry,
      { type: 'model.restore', version: { model, version: number }, scope },
      auditMark(version, { type: 'model.restore', by, reason: null, scope }),
    );
    return say(
      shell,
      { json, version, mark: null },
      `${model} v${number} is not deprecated any more.`,
    );
  }
  if (known !== null) {
    throw new UsageError(
      `${model} v${number} is deprecated already, by ${known.by}: ${known.reason}`,
      `Take it back: mlpipelines models deprecate ${model}@${number} --undo`,
    );
  }
  const mark = await markOfNow(shell, version, 'deprecated', reason);
  await write(
    registry,
    { type: 'model.mark', mark, scope },
    auditMark(version, { ...mark, type: 'model.deprecate', scope }),
  );
  return say(shell, { json, version, mark }, `${model} v${number} is deprecated: ${mark.reason}`);
}

/** `models delete`: gives up the bytes of a version for good. Its number, metrics and lineage stay. */
export async function deleteModel(
  shell: Shell,
  registry: OpenRegistry,
  reference: string,
  { reason, yes, json }: Marking,
): Promise<ExitCode> {
  const version = await exactVersion(registry, reference);
  const { model, version: number, artifact } = version;
  const { store, scope } = registry;
  requireKept(version, await store.registry.marks(model, scope));
  await requireUnused(registry, version);
  const mark = await markOfNow(shell, version, 'deleted', reason);
  if (!yes) {
    const bytes = filesAndSize(artifact.files, artifact.size);
    const what = `The bytes of ${model} v${number} (${bytes}) are deleted for good: it cannot be promoted or restored afterwards.`;
    await confirm(shell, { what, refused: 'nothing was deleted.' });
  }
  await write(
    registry,
    { type: 'model.mark', mark, scope },
    auditMark(version, { ...mark, type: 'model.delete', scope }),
    ...(await droppedWork(registry, version)),
  );
  const rest = 'Its bytes go with the garbage collection, a day from now at the earliest';
  const how = registry.state === null ? '' : ' (mlpipelines gc)';
  const words = `${model} v${number} is deleted: ${mark.reason}`;
  return say(shell, { json, version, mark }, words, `${rest}${how}; its lineage stays.`);
}

function requireKept(version: ModelVersion, marks: readonly VersionMark[]): void {
  const deletion = deletionOf(marks, version);
  if (deletion !== null) throw new UsageError(`${deletedText(version, deletion)}.`);
}

async function exactVersion({ store, scope }: OpenRegistry, reference: string) {
  if (reference.includes('@')) return findModel(store.registry, reference, scope);
  throw new UsageError(
    `${reference} names no version.`,
    `Name one, as in ${reference}@3: mlpipelines models ${reference} lists them.`,
  );
}

async function requireUnused({ store, scope }: OpenRegistry, version: ModelVersion): Promise<void> {
  const { model, version: number } = version;
  const aliases = await store.registry.aliases(model, scope);
  const pointing = aliases.filter((alias) => alias.version === number);
  if (pointing.length === 0) return;
  const names = pointing.map(({ alias }) => `${model}@${alias}`).join(' and ');
  throw new UsageError(
    `${names} ${pointing.length === 1 ? 'points' : 'point'} to v${number}, so it cannot be deleted.`,
    'Have a run promote another version first, or deprecate this one.',
  );
}

async function markOfNow(
  shell: Shell,
  { model, version }: ModelVersion,
  mark: VersionMark['mark'],
  reason: string | null,
): Promise<VersionMark> {
  const why = reason?.trim() ?? '';
  if (why === '' || why.length > LONGEST_REASON) {
    throw new UsageError(
      why === '' ? 'A reason is missing.' : `A reason has at most ${LONGEST_REASON} characters.`,
      'Say why, for those who look for this version later: --reason "…"',
    );
  }
  const by = await actorOf(findRoot(shell.cwd));
  return { model, version, mark, by, at: localClock.now(), reason: why };
}

/** Work that made these bytes is not taken from the cache any more: the next run makes them anew, if at all. */
async function droppedWork(
  { store }: OpenRegistry,
  { run, artifact }: ModelVersion,
): Promise<readonly Change[]> {
  const rows = (await store.runs.load(run))?.steps ?? [];
  return rows
    .filter(({ artifacts }) =>
      Object.values(artifacts).some(({ digest }) => digest === artifact.digest),
    )
    .map(({ key: own, takenFrom }) => {
      const { run: of, key } = takenFrom ?? { run, key: own };
      return { type: 'cache.drop', run: of, key };
    });
}

async function write({ store }: OpenRegistry, ...changes: readonly Change[]): Promise<void> {
  if ((await store.commit(changes)).type === 'committed') return;
  throw new UsageError(
    'The model changed meanwhile, so nothing was done.',
    'Look at it by mlpipelines models show, and try again.',
  );
}

type Said = {
  readonly json: boolean;
  readonly version: ModelVersion;
  readonly mark: VersionMark | null;
};

function say(
  shell: Shell,
  { json, version: { model, version }, mark }: Said,
  ...words: readonly string[]
): ExitCode {
  const lines = words.map((text, index) => line(text, index === 0 ? 'plain' : 'dim'));
  if (json) printJson(shell, { format: 1, name: model, version, mark });
  else printLines(shell, lines);
  return 0;
}
