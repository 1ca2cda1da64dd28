import { LOCAL_REPOSITORY, type Audit, type Decided } from '../../domain/audit.ts';
import {
  deletedText,
  deletionOf,
  frozenText,
  isFrozen,
  passesFreeze,
  type ModelVersion,
} from '../../domain/model.ts';
import type { ByHand } from '../../domain/run/by-hand.ts';
import { findRoot } from '../../local/find-root.ts';
import { localClock } from '../../local/local-clock.ts';
import { line } from '../../reports/layout/line.ts';
import { whyNotPassed } from '../../runtime/promotion/why-not-passed.ts';
import type { Change } from '../../runtime/ports/store.ts';
import { freezeModel, type FreezeWish } from '../../triggers/promotion/freeze-model.ts';
import { versionToGoBackTo } from '../../triggers/promotion/version-to-go-back-to.ts';
import type { ExitCode, Shell } from '../command.ts';
import { findModel } from '../fetch/find-model.ts';
import { confirm } from '../terminal/confirm.ts';
import { printJson, printLines } from '../terminal/print.ts';
import { UsageError } from '../usage-error.ts';
import { actorOf } from '../workspace/actor-of.ts';
import type { OpenRegistry } from './open-registry.ts';

export type Moving = {
  /** `promote`: the alias; `rollback`: the version, null: the one before. */
  readonly to: string | null;
  readonly yes: boolean;
  readonly json: boolean;
};

/** `models promote MODEL@VERSION --to ALIAS`: lets an alias of this machine point to a version whose gates passed. */
export async function promoteModel(
  shell: Shell,
  registry: OpenRegistry,
  reference: string,
  moving: Moving,
): Promise<ExitCode> {
  requireOwn(registry);
  const { to: alias } = moving;
  if (alias === null || !/^[\w.-]{1,100}$/.test(alias) || !/@v?\d+$/.test(reference)) {
    const hint = 'As in mlpipelines models promote churn@14 --to production';
    throw new UsageError('Name the version and the alias.', hint);
  }
  const version = await findModel(registry.store.registry, reference, registry.scope);
  const passed = await whyNotPassed(registry.store.runs, version);
  if (passed.type === 'not-passed') throw new UsageError(`${plain(passed.why)}.`);
  return move(shell, registry, moving, { kind: 'promote', version, alias });
}

/** `models rollback MODEL@ALIAS [--to VERSION]`: back to a version that the alias has held. */
export async function rollbackModel(
  shell: Shell,
  registry: OpenRegistry,
  reference: string,
  moving: Moving,
): Promise<ExitCode> {
  requireOwn(registry);
  const [, model, alias] = /^([\w-]+)@([\w.-]+)$/.exec(reference) ?? [];
  const number = moving.to === null ? null : Number(/^v?(\d{1,9})$/.exec(moving.to)?.[1]);
  if (model === undefined || alias === undefined || Number.isNaN(number)) {
    const hint = 'As in mlpipelines models rollback churn@production --to 12';
    throw new UsageError('Name the alias, and the version if it is not the one before.', hint);
  }
  const { store, scope } = registry;
  const wanted = await versionToGoBackTo(store.registry, { model, alias, to: number }, scope);
  if (typeof wanted === 'string') throw new UsageError(plain(wanted));
  const version = await findModel(store.registry, `${model}@${wanted}`, scope);
  return move(shell, registry, moving, { kind: 'rollback', version, alias });
}

type Wanted = Pick<ByHand, 'kind' | 'alias'> & { readonly version: ModelVersion };

async function move(
  shell: Shell,
  registry: OpenRegistry,
  { yes, json }: Moving,
  wanted: Wanted,
): Promise<ExitCode> {
  const { version, alias, kind } = wanted;
  const { model, version: to } = version;
  const at = localClock.now();
  const { from, passes } = await requireMovable(registry, wanted, at);
  const name = `${model}@${alias}`;
  const steps = from === null ? `to v${to}` : `from v${from} to v${to}`;
  if (!yes) {
    const what = `${name} moves ${steps} on this machine; no deploy step runs.`;
    await confirm(shell, { what, refused: 'nothing was moved.' });
  }
  const by = await actorOf(findRoot(shell.cwd));
  const moved = { model, alias, version: to, movedAt: at, movedBy: by, run: version.run };
  const about = { type: 'alias.move', model, alias, from, to, run: version.run } as const;
  const asked = `models ${kind} ${model}@${kind === 'promote' ? to : alias}`;
  const { scope } = registry;
  await write(
    registry,
    { type: 'alias.move', alias: moved, from, scope, ...(passes && { passesFreeze: true }) },
    auditOf({ about, by, at, asked, reason: 'done' }),
  );
  if (json) printJson(shell, { format: 1, name: model, alias, from, version: to });
  else printLines(shell, [line(`${name} moved ${steps}.`)]);
  return 0;
}

/** Where the alias stands, and whether a freeze lets it go from there. Throws a `UsageError` where it may not move. */
async function requireMovable(
  { store: { registry }, scope }: OpenRegistry,
  { version, alias, kind }: Wanted,
  at: number,
) {
  const { model, version: to } = version;
  const deletion = deletionOf(await registry.marks(model, scope), version);
  if (deletion !== null) throw new UsageError(`${deletedText(version, deletion)}.`);
  const from = (await registry.alias(model, alias, scope))?.version ?? null;
  if (from === to) throw new UsageError(`${model}@${alias} is at v${to} already.`);
  const freeze = await registry.freeze(model, scope);
  const passes = passesFreeze({ kind, model, alias, version: to }, from);
  if (isFrozen(freeze, at) && !passes) throw new UsageError(`${frozenText(freeze)}.`);
  return { from, passes };
}

/** `models freeze MODEL --until …` and `models unfreeze MODEL`: keeps the aliases of a model where they are. */
export async function freezeByHand(
  shell: Shell,
  registry: OpenRegistry,
  model: string,
  asked: { readonly until: string | null; readonly reason: string | null; readonly json: boolean },
): Promise<ExitCode> {
  requireOwn(registry);
  const { store, scope } = registry;
  const { until, reason, json } = asked;
  const by = await actorOf(findRoot(shell.cwd));
  const at = localClock.now();
  // Whoever sits at a machine is its administrator.
  const of = { model, scope, by, byId: null, isAdministrator: true, at };
  const wish: FreezeWish =
    until === null ? { ...of, kind: 'unfreeze' } : { ...of, kind: 'freeze', until, reason };
  const frozen = await freezeModel(store, wish);
  if (frozen.type === 'refused') throw new UsageError(frozen.why);
  const { freeze } = frozen.change;
  const about: Decided =
    freeze === null
      ? { type: 'model.unfreeze', model }
      : { type: 'model.freeze', model, until: freeze.until };
  const why = freeze?.reason ?? 'done';
  await write(
    registry,
    frozen.change,
    auditOf({ about, by, at, asked: `models ${wish.kind} ${model}`, reason: why }),
  );
  const text = freeze === null ? `${model} is not frozen any more` : frozenText(freeze);
  if (json) printJson(shell, { format: 1, name: model, frozen: freeze });
  else printLines(shell, [line(`${text}.`)]);
  return 0;
}

function requireOwn({ state }: OpenRegistry): void {
  if (state !== null) return;
  throw new UsageError(
    'Aliases on a server move with its runs, and with the rights that people have on GitHub.',
    'Comment /mlp promote, /mlp rollback or /mlp freeze in its repository, or use the page of the model.',
  );
}

type Said = {
  readonly about: Decided;
  readonly by: string;
  readonly at: number;
  readonly asked: string;
  readonly reason: string;
};

function auditOf({ about, by, at, asked, reason }: Said): Change {
  const audit: Audit = {
    id: `${asked} ${at}`,
    at,
    repository: LOCAL_REPOSITORY,
    actor: by,
    actorId: null,
    permission: 'not asked for',
    surface: 'terminal',
    about,
    asked,
    decision: 'granted',
    reason,
    sha: null,
    evidence: {},
  };
  return { type: 'audit.add', audit };
}

async function write({ store }: OpenRegistry, ...changes: readonly Change[]): Promise<void> {
  if ((await store.commit(changes)).type === 'committed') return;
  throw new UsageError(
    'The model changed meanwhile, so nothing was done.',
    'Look at it by mlpipelines models show, and try again.',
  );
}

function plain(why: string): string {
  return why.replaceAll('`', '');
}
