import {
  deletedText,
  deletionOf,
  type ModelVersion,
  type VersionMark,
} from '../../domain/model.ts';
import { mayMoveAliases, registryOf } from '../../domain/scope.ts';
import type { HotRun } from '../../engine/state/hot-run.ts';
import type { HotRuns } from '../decide/hot-runs.ts';
import { moveAlias, NOT_PROTECTED } from './move-alias.ts';
import type { AttemptId } from '../ports/attempts.ts';
import type { RuntimeDeps } from '../runtime.ts';
import type { Change } from '../ports/store.ts';
import type { Work } from '../decide/submission.ts';
import { admitPromotion, type Promoting } from '../promotion/admit-promotion.ts';
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
  const refused = await admitPromotion(deps, promoting);
  return { prepare: (runs) => promote(deps, runs, { of, behind: refused }), pace: 'alone' };
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
};

async function promote(deps: RuntimeDeps, runs: HotRuns, { of, behind }: Asked): Promise<Work> {
  const hot = await runs.get(of.run);
  const row = hot?.step(of.key);
  if (hot === null || row?.state !== 'promoting' || row.attempt !== of.attempt) return {};
  const changes: Change[] = [];
  for (const { from, alias } of hot.plan.step(row.stepId).promote) {
    const version = await registeredBy(deps, hot, from);
    if (version === null) return promoted(of, `${from} registered no version in this run`);
    const gone = await deletionFor(deps, hot, version);
    if (gone !== null) return promoted(of, deletedText(version, gone));
    changes.push(...(await moveAlias(deps, hot, { version, alias, key: of.key, refused: behind })));
  }
  const refused = mayMoveAliases(hot.header) ? behind : NOT_PROTECTED;
  return { ...promoted(of, refused), changes };
}

/** The version that a register step registered in this run, or in the run that its result was reused from. */
async function registeredBy(
  { store }: RuntimeDeps,
  hot: HotRun,
  key: string,
): Promise<ModelVersion | null> {
  const { run, key: source } = hot.step(key)?.takenFrom ?? { run: hot.header.id, key };
  const registered = await store.registry.ofRun(run);
  return registered.find(({ key }) => key === source)?.version ?? null;
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
