import { isFrozen, type ModelVersion } from '../../domain/model.ts';
import type { Instant, RunHeader } from '../../domain/run/run.ts';
import type { Scope } from '../../domain/scope.ts';
import type { ModelFacts, Review, VersionFacts } from '../../reports/models/model-facts.ts';
import type { StoreReads } from '../ports/store.ts';

type Reads = Pick<StoreReads, 'registry' | 'runs'>;

export type AskedFacts = {
  readonly model: string;
  readonly scope: Scope;
  /** Whether it is frozen is said of then. */
  readonly now: Instant;
};

const MOST_RUNS = 20;
const MOST_REVIEWS = 100;
const MOST_USERS = 50;

/** What a registry knows of a model; of one that it does not know, nothing. */
export async function loadModel(
  { registry }: Pick<Reads, 'registry'>,
  { model, scope, now }: AskedFacts,
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

/** What pages show of a model that may have very many versions. */
export type NewestFacts = {
  /** Of its versions the newest, and those that aliases and services name. */
  readonly facts: ModelFacts;
  /** How many versions there are. */
  readonly total: number;
};

/** `versions`, `moves`: how many of the newest are read; `moves` left out: all. */
export async function loadNewest(
  { registry }: Pick<Reads, 'registry'>,
  { model, scope, now }: AskedFacts,
  most: { readonly versions: number; readonly moves?: number },
): Promise<NewestFacts> {
  const part = most.moves === undefined ? {} : { limit: most.moves };
  const [newest, total, marks, aliases, history, deployed, freeze] = await Promise.all([
    registry.versions(model, scope, { limit: most.versions }),
    registry.count(model, scope),
    registry.marks(model, scope),
    registry.aliases(model, scope),
    registry.history(model, scope, part),
    registry.deployed(model, scope),
    registry.freeze(model, scope),
  ]);
  const numbers = [...new Set(aliases.map(({ version }) => version))];
  const digests = [...new Set(deployed.map(({ digest }) => digest))];
  const named = await Promise.all([
    ...numbers.map(async (version) => (await registry.version(model, version, scope)) ?? []),
    ...digests.map((digest) => registry.versions(model, scope, { digest, limit: MOST_SAME })),
  ]);
  const all = new Map([...newest, ...named.flat()].map((each) => [each.version, each]));
  const versions = [...all.values()].toSorted((a, b) => b.version - a.version);
  const frozen = isFrozen(freeze, now) ? { freeze } : {};
  return { facts: { model, versions, marks, aliases, history, deployed, ...frozen }, total };
}

/** Versions of the same bytes. */
const MOST_SAME = 20;

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
