import {
  deletedText,
  deletionOf,
  type ModelVersion,
  type VersionMark,
} from '../../domain/model.ts';
import type { PlanStep } from '../../domain/plan.ts';
import { mayMoveAliases, registryOf } from '../../domain/scope.ts';
import type { HotRun } from '../../engine/state/hot-run.ts';
import type { HotRuns } from '../decide/hot-runs.ts';
import { moveAlias, NOT_PROTECTED } from './move-alias.ts';
import type { AttemptId } from '../ports/attempts.ts';
import type { RuntimeDeps } from '../runtime.ts';
import type { Change } from '../ports/store.ts';
import type { Work } from '../decide/submission.ts';
import { NotYet } from '../not-yet.ts';
import { admitOrdered, type Promoting } from '../promotion/admit-promotion.ts';
import { movedAliases } from '../promotion/moved-aliases.ts';
import { promotedVersions } from '../promotion/promoted-versions.ts';
import { standingOf, type Standing } from '../promotion/standing.ts';
import { whyFrozen } from '../promotion/why-frozen.ts';
import { NOTHING, type Perform } from './performing.ts';

/** Moves all aliases that a step promotes, or none, in the transaction in which its row hears of it. */
export const promoteModel: Perform<'model.promote'> = async (
  { deps, inbox },
  run,
  { key, attempt },
) => {
  const of = { run, key, attempt };
  const promoting = await inbox.read(run, (hot) => promotingStep(hot, of));
  if (promoting === null) return NOTHING;
  const { header, plan, step } = promoting;
  const moved = movedAliases(plan.plan, step);
  const seen = await standingOf(deps.store.registry, header, moved);
  const kept = await admitOrdered(deps, header, moved);
  if (kept?.type === 'turn') throw new NotYet(kept.why);
  const behind = kept?.why ?? null;
  return { prepare: (runs) => promote(deps, runs, { of, behind, seen }), pace: 'alone' };
};

function promotingStep(hot: HotRun | null, { key, attempt }: AttemptId): Promoting | null {
  const row = hot?.step(key);
  if (hot === null || row?.state !== 'promoting' || row.attempt !== attempt) return null;
  return { header: hot.header, plan: hot.plan, step: hot.plan.step(row.stepId) };
}

type Asked = {
  readonly of: AttemptId;
  /** Why no alias moves, though the run may move them; null: they need not stay. */
  readonly behind: string | null;
  /** Where they stood when that was asked. */
  readonly seen: Standing;
};

async function promote(
  deps: RuntimeDeps,
  runs: HotRuns,
  { of, behind, seen }: Asked,
): Promise<Work> {
  const hot = await runs.get(of.run);
  const row = hot?.step(of.key);
  if (hot === null || row?.state !== 'promoting' || row.attempt !== of.attempt) return {};
  const step = hot.plan.step(row.stepId);
  // What was let begin ends: a freeze since then would part what is deployed from what the alias says.
  const hasBegun = step.action.type === 'run';
  const moved = movedAliases(hot.plan.plan, step);
  const frozen = hasBegun ? null : await whyFrozen(deps, hot.header, moved);
  return moveAll(deps, hot, { of, step, hasBegun, seen, refused: frozen ?? behind });
}

type Moving = {
  readonly of: AttemptId;
  readonly step: PlanStep;
  readonly hasBegun: boolean;
  readonly seen: Standing;
  readonly refused: string | null;
};

async function moveAll(
  deps: RuntimeDeps,
  hot: HotRun,
  { of, step, hasBegun, seen, refused }: Moving,
): Promise<Work> {
  const changes: Change[] = [];
  for (const { from, alias, version } of await promotedVersions(deps, hot, step.id)) {
    if (version === null) return promoted(of, `${from} registered no version in this run`);
    const gone = await deletionFor(deps, hot, version);
    if (gone !== null) return promoted(of, deletedText(version, gone));
    const wish = { version, alias, key: of.key, refused, hasBegun, seen };
    changes.push(...(await moveAlias(deps, hot, wish)));
  }
  const why = mayMoveAliases(hot.header) ? refused : NOT_PROTECTED;
  return { ...promoted(of, why), changes };
}

/** Whoever approved may not know that it was deleted meanwhile. */
async function deletionFor(
  { store }: RuntimeDeps,
  hot: HotRun,
  version: ModelVersion,
): Promise<VersionMark | null> {
  return deletionOf(await store.registry.marks(version.model, registryOf(hot.header)), version);
}

function promoted({ run, key, attempt }: AttemptId, refused: string | null): Work {
  return { events: [{ run, event: { type: 'model.promoted', key, attempt, refused } }] };
}
