import { passesFreeze, type ModelVersion } from '../../domain/model.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { mayMoveAliases, registryOf } from '../../domain/scope.ts';
import type { HotRun } from '../../engine/state/hot-run.ts';
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
};

/**
 * The change that lets an alias of the run's registry point to a version, guarded by where it stands now, and what the
 * audit says of it; none if it points there already. Where it is refused, the audit alone.
 */
export async function moveAlias(
  deps: Pick<RuntimeDeps, 'store' | 'clock'>,
  hot: HotRun,
  { version, alias, key, refused = null, hasBegun = false }: AliasWish,
): Promise<readonly Change[]> {
  const { header } = hot;
  const { model, version: to } = version;
  const scope = registryOf(header);
  const current = await deps.store.registry.alias(model, alias, scope);
  if (current?.version === to) return [];
  const from = current?.version ?? null;
  const about = { type: 'alias.move', model, alias, from, to, run: header.id } as const;
  const asked = `promote ${model}@${alias} to version ${to}`;
  const act = { key, about, asked, artifact: version.artifact.digest };
  const why = mayMoveAliases(header) ? refused : NOT_PROTECTED;
  if (why !== null) return auditOfRun(deps, hot, { ...act, refused: why });
  const moved = { movedAt: deps.clock.now(), movedBy: moverOf(header) };
  return [
    {
      type: 'alias.move',
      scope,
      alias: { model, alias, version: to, ...moved, run: header.id, key },
      from,
      ...(isLetThrough(header, from, hasBegun) && { passesFreeze: true }),
    },
    ...(await auditOfRun(deps, hot, act)),
  ];
}

function moverOf({ actor, trigger }: RunHeader): string {
  return actor ?? trigger;
}

function isLetThrough({ byHand }: RunHeader, from: number | null, hasBegun: boolean): boolean {
  return hasBegun || passesFreeze(byHand, from);
}

export const NOT_PROTECTED = 'only runs of a protected branch move aliases';
