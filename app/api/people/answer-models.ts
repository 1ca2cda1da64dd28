import type {
  ModelAnswer,
  PeopleAnswer,
  RemoteFacts,
  RemoteRun,
  VersionAnswer,
} from '../../../schemas/people-answer.generated.ts';
import type { ModelVersion } from '../../domain/model.ts';
import type { KnownRun, ModelFacts } from '../../reports/models/model-facts.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import { loadModel, loadVersion } from '../../runtime/models/load-facts.ts';
import { loadUses } from '../../runtime/models/load-uses.ts';
import { saidOf, type Said } from '../../runtime/models/said-of.ts';
import { messageOf } from '../../../text/message-of.ts';
import { FORMAT } from '../read-action-request.ts';
import { Refusal } from '../refusal.ts';
import type { PeopleApiDeps } from './people-api-deps.ts';
import type { Reading } from './reading.ts';

/** The newest; an older one is told of when it is asked for by its number. */
const MOST_VERSIONS = 1000;
const MOST_MOVES = 1000;
/** Runs whose numbers are looked up for one answer. */
const MOST_RUNS = 500;
const MOST_USES = 500;

export async function answerModels(
  { store }: PeopleApiDeps,
  { repository }: Reading,
): Promise<PeopleAnswer> {
  const models = [...(await store.registry.models(`${repository.id}`))];
  return { format: FORMAT, type: 'models', models };
}

/** `?version=3` is told of however old it is. */
export async function answerModel(deps: PeopleApiDeps, asked: Reading): Promise<ModelAnswer> {
  const facts = await factsOf(deps, asked);
  const wanted = Number(asked.context.req.query('version') ?? '0');
  const told = bounded(facts, wanted);
  const numbers = await numbersOf(deps, told);
  const older = facts.versions.length - told.versions.length;
  return { format: FORMAT, type: 'model', facts: told, numbers, older };
}

export async function answerVersion(deps: PeopleApiDeps, asked: Reading): Promise<VersionAnswer> {
  const { facts, version } = await versionOf(deps, asked);
  const { repository } = asked;
  const scope = `${repository.id}`;
  const known = await loadVersion(deps.store, facts, { version, scope });
  const of = bounded(facts, version.version);
  const { said, problem } = await saidOnGitHub(deps, asked, version.model);
  return {
    format: FORMAT,
    type: 'version',
    of,
    numbers: await numbersOf(deps, of),
    version,
    runs: known.runs.map(runOf),
    reviews: known.reviews.map(({ run, key, by, decision, comment, at }) => {
      return { run, key, by, decision, comment, at };
    }),
    origins: [...known.origins],
    usedBy: [...known.usedBy],
    said,
    problem,
  };
}

export async function answerMadeFrom(
  { store: { registry } }: PeopleApiDeps,
  { context, repository }: Reading,
): Promise<PeopleAnswer> {
  const digest = context.req.param('digest') ?? '';
  if (!/^sha256:[0-9a-f]{6,64}$/.test(digest)) {
    throw new Refusal('unreadable-request', 'Ask for sha256: and at least six of its digits.');
  }
  const scope = `${repository.id}`;
  const versions = await loadUses(registry, digest, { limit: MOST_USES, scope });
  return { format: FORMAT, type: 'made-from', versions: [...versions] };
}

/** The version that the address names. Throws a `Refusal` where there is none. */
export async function versionOf(
  deps: Pick<PeopleApiDeps, 'store'>,
  asked: Reading,
): Promise<{ readonly facts: ModelFacts; readonly version: ModelVersion }> {
  const facts = await factsOf(deps, asked);
  const number = Number(asked.context.req.param('version'));
  const version = facts.versions.find((each) => each.version === number);
  if (version !== undefined) return { facts, version };
  throw new Refusal('no-such-model', `${facts.model} has no version of this number here.`);
}

async function factsOf(
  { store }: Pick<PeopleApiDeps, 'store'>,
  { context, repository, now }: Reading,
): Promise<ModelFacts> {
  const model = context.req.param('model') ?? '';
  const isName = /^[a-z0-9][a-z0-9_-]{0,199}$/.test(model);
  const asked = { model, scope: `${repository.id}`, now };
  const facts = isName ? await loadModel(store, asked) : null;
  if (facts !== null && facts.versions.length > 0) return facts;
  throw new Refusal('no-such-model', 'There is no model of this name here.');
}

function bounded(facts: ModelFacts, wanted: number): RemoteFacts {
  const { model, versions, marks, aliases, history, deployed } = facts;
  const named = new Set([wanted, ...aliases.map(({ version }) => version)]);
  const newest = versions.slice(0, MOST_VERSIONS);
  const older = versions.slice(MOST_VERSIONS).filter(({ version }) => named.has(version));
  return {
    model,
    versions: [...newest, ...older],
    marks: [...marks],
    aliases: [...aliases],
    history: history.slice(0, MOST_MOVES),
    deployed: [...deployed],
  };
}

/** What people call the runs that an answer names. */
async function numbersOf(
  { store: { runs } }: Pick<PeopleApiDeps, 'store'>,
  { versions, history }: RemoteFacts,
): Promise<Record<string, string>> {
  const ids = [...new Set([...versions, ...history].map(({ run }) => run))].slice(0, MOST_RUNS);
  const headers = await Promise.all(ids.map((id) => runs.header(id)));
  return Object.fromEntries(
    headers.flatMap((run) => (run === null ? [] : [[run.id, runNumber(run)]])),
  );
}

function runOf(run: KnownRun): RemoteRun {
  const { id, number, attempt, pipeline, sha, dirty, trigger, actor, createdAt, params } = run;
  const pull = run.hosted?.pull ?? null;
  return { id, number, attempt, pipeline, sha, dirty, trigger, actor, createdAt, params, pull };
}

async function saidOnGitHub(
  { modelFile, warn }: PeopleApiDeps,
  { repository }: Reading,
  model: string,
): Promise<Said> {
  try {
    return await saidOf(model, (file) => modelFile(repository, file));
  } catch (error) {
    warn(`GitHub did not say what is written of a model: ${messageOf(error)}`, {
      repository: repository.id,
    });
    return { said: null, problem: 'GitHub could not be asked just now for what people wrote' };
  }
}
