import type { ArtifactRef } from '../../domain/artifact.ts';
import { digestOfJson } from '../../domain/digest.ts';
import { testedRun } from '../../domain/run/bridge.ts';
import type { AttemptOutcome } from '../../domain/run/event.ts';
import {
  deletedText,
  deletionOf,
  type ModelVersion,
  type VersionMark,
} from '../../domain/model.ts';
import type { RegisterSpec } from '../../domain/plan.ts';
import { mayMoveAliases, readableScopes, registryOf, scopeOf } from '../../domain/scope.ts';
import type { HotRun } from '../../engine/state/hot-run.ts';
import { originsOf } from '../../engine/evaluate/origins-of.ts';
import { resolveStep } from '../../engine/evaluate/resolve-step.ts';
import type { HotRuns } from '../decide/hot-runs.ts';
import { auditOfVersion } from '../audit/audit-of-run.ts';
import { moveAlias } from './move-alias.ts';
import type { AttemptId } from '../ports/attempts.ts';
import type { RuntimeDeps } from '../runtime.ts';
import type { Change } from '../ports/store.ts';
import type { Standing } from '../promotion/standing.ts';
import { whyFrozen } from '../promotion/why-frozen.ts';
import type { Submission, Work } from '../decide/submission.ts';
import type { Performing } from './performing.ts';

/**
 * Gives an artifact the next version of a model, or the one that the same bytes with the same metrics have already, moves
 * the alias that the step names, and ends the attempt, all in one transaction. A row of a run registers once, however
 * often this is performed.
 */
export function registerModel({ deps }: Performing, of: AttemptId, looked: Looked): Submission {
  return { prepare: (runs) => register(deps, runs, { of, ...looked }), pace: 'alone' };
}

async function register(
  deps: RuntimeDeps,
  runs: HotRuns,
  { of, behind, seen }: Looked & { readonly of: AttemptId },
): Promise<Work> {
  const hot = await runs.get(of.run);
  const spec = hot === null ? null : specOf(hot, of);
  if (hot === null || spec === null) return {};
  const found = modelArtifact(hot, of.key);
  if (typeof found === 'string') return ended(of, failure(found));
  const { version, changes, note } = await versionFor(deps, hot, { of, spec, found });
  const { alias } = spec;
  if (alias === null) return { ...ended(of, success(version, note)), changes };
  const moved = [{ model: version.model, alias }];
  const refused = (await whyFrozen(deps, hot.header, moved)) ?? behind;
  const wish = { version, alias, key: of.key, refused, seen };
  changes.push(...(await moveAlias(deps, hot, wish)));
  const stays = mayMoveAliases(hot.header) ? refused : 'only runs of a protected branch move it';
  const kept = stays === null ? null : `${version.model}@${alias} stays where it is: ${stays}`;
  const notes = [note, kept].filter((each) => each !== null).join('; ');
  return { ...ended(of, success(version, notes === '' ? null : notes)), changes };
}

/** The alias that a register step names, before it is moved. */
export type Looked = {
  /** Where it stands. */
  readonly seen: Standing;
  /** Why it stays there, though the run may move it; null: it need not. */
  readonly behind: string | null;
};

/** Null: the attempt is not to be carried out any more. */
function specOf(hot: HotRun, { key, attempt }: AttemptId): RegisterSpec | null {
  const row = hot.step(key);
  if (row?.state !== 'starting' || row.attempt !== attempt) return null;
  const { action } = hot.plan.step(row.stepId);
  return action.type === 'register' ? action.register : null;
}

/** A text says why there is none. */
function modelArtifact(hot: HotRun, key: string): ArtifactRef | string {
  const resolution = resolveStep(hot, key);
  if (!resolution.ok) return resolution.message;
  const content = resolution.resolved.inputs['model']?.content;
  return content?.type === 'artifact'
    ? content.artifact
    : 'there is no single artifact to register';
}

type Order = { readonly of: AttemptId; readonly spec: RegisterSpec; readonly found: ArtifactRef };

type Registered = {
  readonly version: ModelVersion;
  readonly changes: Change[];
  /** What is to be said of it; null: nothing. */
  readonly note: string | null;
};

async function versionFor(deps: RuntimeDeps, hot: HotRun, order: Order): Promise<Registered> {
  const { registry } = deps.store;
  const { run, key } = order.of;
  const known = (await registry.ofRun(run)).find((registered) => registered.key === key);
  if (known !== undefined) return { version: known.version, changes: [], note: null };
  const scopes = { scope: registryOf(hot.header), within: scopeOf(hot.header) };
  const version = await nextVersion(deps, hot, order);
  const readable = readableScopes(hot.header);
  const { digest } = order.found;
  const others = [
    ...(await testedVersions(deps, hot)),
    ...(await registry.registeredWithin(version.model, readable, scopes.scope, { digest })),
  ].filter(({ model }) => model === version.model);
  const marks = await registry.marks(version.model, scopes.scope);
  // A deleted version stays deleted: the same bytes made again are another version.
  const alike = others.filter((other) => isSame(other, version));
  const same = alike.find((other) => deletionOf(marks, other) === null);
  if (same === undefined) {
    // It did not come from itself.
    const origins = originsOf(hot, order.spec).filter(
      ({ digest }) => digest !== order.found.digest,
    );
    const registered = { type: 'model.register', version, origins, ...scopes } as const;
    const note = madeAgain(version, alike, marks);
    return { version, note, changes: [registered, ...(await auditOfVersion(deps, hot, version))] };
  }
  const again = { type: 'model.register-again', run, key, version: same, ...scopes } as const;
  return { version: same, changes: [again], note: null };
}

/** That somebody gave these very bytes up; null: nobody did. `alike`: the newest first. */
function madeAgain(
  { version }: ModelVersion,
  alike: readonly ModelVersion[],
  marks: readonly VersionMark[],
): string | null {
  const [deleted] = alike;
  const deletion = deleted === undefined ? null : deletionOf(marks, deleted);
  if (deleted === undefined || deletion === null) return null;
  return `registered as v${version}, though it is the same as one that was given up: ${deletedText(deleted, deletion)}`;
}

/** What the run registered that tested this commit's pull request: the version that was reviewed is the one that goes on. */
async function testedVersions({ store }: RuntimeDeps, hot: HotRun): Promise<ModelVersion[]> {
  const tested = testedRun(hot.header.bridge);
  if (tested === null) return [];
  return (await store.registry.ofRun(tested)).map(({ version }) => version);
}

/** Whether two versions are of the same bytes, measured by the same step with the same metrics. */
function isSame(one: ModelVersion, other: ModelVersion): boolean {
  const described = ({ artifact, metricsStep, metrics }: ModelVersion) =>
    digestOfJson({ digest: artifact.digest, metricsStep, metrics });
  return described(one) === described(other);
}

async function nextVersion(
  { store, clock }: RuntimeDeps,
  hot: HotRun,
  { of, spec, found }: Order,
): Promise<ModelVersion> {
  const scope = registryOf(hot.header);
  const [newest] = await store.registry.versions(spec.model, scope, { limit: 1 });
  const measured = spec.metrics === null ? undefined : hot.step(spec.metrics);
  return {
    model: spec.model,
    version: (newest?.version ?? 0) + 1,
    artifact: found,
    run: of.run,
    key: of.key,
    metrics: measured?.metrics ?? {},
    metricsStep: spec.metrics,
    createdAt: clock.now(),
  };
}

function ended({ run, key, attempt }: AttemptId, outcome: AttemptOutcome): Work {
  return { events: [{ run, event: { type: 'attempt.ended', key, attempt, outcome } }] };
}

const OUTCOME = { exitCode: null, signal: null, workLostMs: null, charged: true } as const;
const NOTHING = { outputs: {}, artifacts: {}, metrics: {}, facts: {} };

function success({ artifact, version }: ModelVersion, message: string | null): AttemptOutcome {
  const products = { ...NOTHING, outputs: { version }, artifacts: { model: artifact } };
  return { ...OUTCOME, status: 'succeeded', class: null, message, products };
}

function failure(why: string): AttemptOutcome {
  const message = `nothing was registered: ${why}`;
  return { ...OUTCOME, status: 'failed', class: 'failure', message, products: NOTHING };
}
