import { holderOf, passesFreeze, type ModelAlias, type ModelVersion } from '../../domain/model.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { mayMoveAliases, registryOf } from '../../domain/scope.ts';
import type { HotRun } from '../../engine/state/hot-run.ts';
import { requireStanding, type Standing } from '../promotion/standing.ts';
import type { RuntimeDeps } from '../runtime.ts';
import type { Change } from '../ports/store.ts';
import { auditOfRun } from '../audit/audit-of-run.ts';

export type AliasWish = {
  readonly version: ModelVersion;
  readonly alias: string;
  /** The row that moves it. */
  readonly key: string;
  /** Why it stays where it is; left out, or null: it need not. */
  readonly refused?: string | null;
  /** The deployment that ends with it had begun before; left out: there was none. A freeze since then does not part the two. */
  readonly hasBegun?: boolean;
  /** Where the alias stood when it was asked whether it may be moved. Left out: nobody asked. */
  readonly seen?: Standing;
};

/**
 * The change that lets an alias of the run's registry point to a version, guarded by where it stands now, and what the
 * audit says of it; none if it points there already. Where it is refused, the audit alone.
 */
export async function moveAlias(
  deps: Pick<RuntimeDeps, 'store' | 'clock'>,
  hot: HotRun,
  wish: AliasWish,
): Promise<readonly Change[]> {
  const { header } = hot;
  const { version, alias, key, refused = null, seen } = wish;
  const { model, version: to } = version;
  const scope = registryOf(header);
  const current = await deps.store.registry.alias(model, alias, scope);
  requireStanding(seen, { model, alias }, current);
  const why = mayMoveAliases(header) ? refused : NOT_PROTECTED;
  if (current?.version === to) return why === null ? held(deps, hot, current, key) : [];
  const from = current?.version ?? null;
  const about = { type: 'alias.move', model, alias, from, to, run: header.id } as const;
  const asked = `promote ${model}@${alias} to version ${to}`;
  const act = { key, about, asked, artifact: version.artifact.digest };
  if (why !== null) return auditOfRun(deps, hot, { ...act, refused: why });
  const moved = { movedAt: deps.clock.now(), movedBy: moverOf(header) };
  return [
    {
      type: 'alias.move',
      scope,
      alias: { model, alias, version: to, ...moved, run: header.id, key },
      from,
      before: current,
      ...(isLetThrough(header, from, wish.hasBegun === true) && { passesFreeze: true }),
    },
    ...(await auditOfRun(deps, hot, act)),
  ];
}

/** It stays where it is, from now on by the word of this row: what is older than that is behind. */
function held(
  { clock }: Pick<RuntimeDeps, 'clock'>,
  { header }: HotRun,
  before: ModelAlias,
  key: string,
): readonly Change[] {
  const now = holderOf(before);
  if (now.run === header.id && now.key === key) return [];
  const holder = { run: header.id, key };
  return [{ type: 'alias.hold', scope: registryOf(header), before, holder, at: clock.now() }];
}

function moverOf({ actor, trigger }: RunHeader): string {
  return actor ?? trigger;
}

function isLetThrough({ byHand }: RunHeader, from: number | null, hasBegun: boolean): boolean {
  return hasBegun || passesFreeze(byHand, from);
}

export const NOT_PROTECTED = 'only runs of a protected branch move aliases';
