import { isFrozen, type ModelVersion } from '../../domain/model.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { Scope } from '../../domain/scope.ts';
import type { ModelFacts, Review, VersionFacts } from '../../reports/models/model-facts.ts';
import type { StoreReads } from '../ports/store.ts';

type Reads = Pick<StoreReads, 'registry' | 'runs'>;

const MOST_RUNS = 20;
const MOST_REVIEWS = 100;
const MOST_USERS = 50;

/** What a registry knows of a model; of one that it does not know, nothing. */
export async function loadModel(
  { registry }: Pick<Reads, 'registry'>,
  model: string,
  scope: Scope,
  now = Date.now(),
): Promise<ModelFacts> {
  const [versions, marks, aliases, history, deployed, freeze] = await Promise.all([
    registry.versions(model, scope),
    registry.marks(model, scope),
    registry.aliases(model, scope),
    registry.history(model, scope),
    registry.deployed(model, scope),
    registry.freeze(model, scope),
  ]);
  const frozen = isFrozen(freeze, now) ? { freeze } : {};
  return { model, versions, marks, aliases, history, deployed, ...frozen };
}

/** What is known of a version: who made it of what, who decided on it, and what was made of it. */
export async function loadVersion(
  { registry, runs }: Reads,
  of: ModelFacts,
  { version, scope }: { readonly version: ModelVersion; readonly scope: Scope },
): Promise<VersionFacts> {
  const { model, version: number, artifact } = version;
  const within = { limit: MOST_RUNS, scope };
  const [registered, origins, users] = await Promise.all([
    registry.runsOf(model, number, within),
    registry.origins(model, number, scope),
    registry.madeFrom(artifact.digest, { limit: MOST_USERS, scope }),
  ]);
  const promoted = of.history.filter((move) => move.version === number).map(({ run }) => run);
  const ids = [...new Set([...registered, ...promoted.slice(0, MOST_RUNS)])];
  const [headers, reviews] = await Promise.all([
    Promise.all(registered.map((id) => runs.header(id))),
    Promise.all(ids.map((run) => runs.approvals({ run, limit: MOST_REVIEWS }))),
  ]);
  const known = headers.filter((header): header is RunHeader => header !== null);
  const maker = known.find(({ id }) => id === version.run) ?? (await runs.header(version.run));
  return {
    of,
    version,
    runs: known,
    plan: maker === null ? null : await runs.plan(maker.plan),
    reviews: reviews.flat().toSorted((a: Review, b: Review) => a.at - b.at),
    origins,
    // What a version is made of contains its own bytes, as the output of the step that trained it.
    usedBy: users
      .filter(({ origin }) => origin.kind === 'model' && origin.role === 'made-from')
      .map(({ model: name, version: user }) => ({ model: name, version: user })),
  };
}
