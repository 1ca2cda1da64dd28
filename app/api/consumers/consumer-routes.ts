import { Hono, type Context } from 'hono';
import type { RepositoryRef } from '../../domain/hosted.ts';
import { consumerFor } from '../../domain/policy.ts';
import { RateLimit } from '../../wire/rate-limit.ts';
import { remembered } from '../../wire/remembered.ts';
import { visitOf } from '../../wire/visit.ts';
import type { ActionApiDeps } from '../action-api-deps.ts';
import type { BlobLinks } from '../blobs/blob-links.ts';
import { Refusal } from '../refusal.ts';
import type { GrantedModel } from './granted-model.ts';
import { answerVersion } from './answer-version.ts';
import { bearerOf, createConsumerVerifier, type JobOfConsumer } from './consumer-identity.ts';
import { takeDeployed } from './take-deployed.ts';

/**
 * Tokens, before anybody knows whose they are. A stranger must not use up the room of those who may ask: all together are
 * as many as a hundred networks show that show all they may, which takes half a second of a minute to check.
 */
const TRIES = { perMs: 60_000, each: 120, all: 12_000 };
/** By repository. Each may cost questions to GitHub. */
const ASKS = { perMs: 60_000, each: 60, all: 600 };

/**
 * What jobs of other repositories ask of a model: `GET …/models/churn@production` says what stands behind the alias and
 * where to fetch it; `POST …/deployed` takes down what runs where.
 */
export function consumerRoutes(deps: ActionApiDeps, links: BlobLinks): Hono {
  const asked = createAsking(deps);
  return new Hono()
    .get('/:owner/:repo/models/:reference', async (context) =>
      context.json(await answerVersion(deps, links, await asked(context), pageOf(context))),
    )
    .post('/:owner/:repo/models/:reference/deployed', async (context) =>
      context.json(await takeDeployed(deps, context, await asked(context))),
    );
}

function pageOf(context: Context): number {
  const after = Number(context.req.query('after') ?? '0');
  return Number.isSafeInteger(after) && after >= 0 ? after : 0;
}

/** Finds out who asks for what, and whether the policy lets them. */
function createAsking(deps: ActionApiDeps): (context: Context) => Promise<GrantedModel> {
  const { clock, models } = deps;
  const verify = createConsumerVerifier(deps);
  const [tries, asks] = [new RateLimit(clock, TRIES), new RateLimit(clock, ASKS)];
  const find = remembered(
    clock,
    ({ owner, name }: { readonly owner: string; readonly name: string }) =>
      `${owner}/${name}`.toLowerCase(),
    ({ owner, name }) => models.findRepository(owner, name),
  );
  const policyOf = remembered(
    clock,
    (repository: RepositoryRef) => String(repository.id),
    (repository) => models.policyOf(repository),
  );
  return async (context) => {
    const token = bearerOf(context.req.header('authorization'), deps.url);
    if (!tries.take(visitOf(context).sender)) throw tooOften();
    const job = await verify(token);
    if (!asks.take(String(job.repositoryId))) throw tooOften();
    visitOf(context).vouch(`repository ${job.repositoryId}`);
    const wanted = wantedOf(context);
    const found = await granted({ find, policyOf }, job, wanted);
    if (found === null) throw noSuchModel(job, wanted);
    const { registry } = models;
    const alias = await registry.alias(wanted.model, wanted.alias, `${found.repository.id}`);
    if (alias === null) throw noSuchAlias(wanted);
    return { job, alias, ...found };
  };
}

type Wanted = {
  readonly owner: string;
  readonly name: string;
  readonly model: string;
  readonly alias: string;
};

function wantedOf(context: Context): Wanted {
  const { owner = '', repo: name = '', reference = '' } = context.req.param();
  const [, model, alias] =
    /^([a-z0-9][a-z0-9_-]{0,199})@([a-z0-9][a-z0-9_-]{0,199})$/.exec(reference) ?? [];
  const isName = /^[\w.-]{1,100}$/.test(owner) && /^[\w.-]{1,100}$/.test(name);
  if (isName && model !== undefined && alias !== undefined) return { owner, name, model, alias };
  throw new Refusal(
    'unreadable-request',
    'Ask for /api/repos/OWNER/NAME/models/MODEL@ALIAS, as in …/models/churn@production.',
  );
}

type Asking = {
  readonly find: (named: Pick<Wanted, 'owner' | 'name'>) => Promise<RepositoryRef | null>;
  readonly policyOf: (repository: RepositoryRef) => ReturnType<ActionApiDeps['models']['policyOf']>;
};

async function granted(
  { find, policyOf }: Asking,
  job: JobOfConsumer,
  wanted: Wanted,
): Promise<Pick<GrantedModel, 'repository' | 'consumer'> | null> {
  try {
    const repository = await find(wanted);
    if (repository === null) return null;
    const consumer = consumerFor(await policyOf(repository), job, wanted.model);
    return consumer === null ? null : { repository, consumer };
  } catch (cause) {
    throw new Refusal(
      'policy-unavailable',
      'GitHub could not be asked just now who may have this model. Ask again in a minute.',
      { cause },
    );
  }
}

/** One answer for what is not there and what they may not have: which, nobody learns. */
function noSuchModel(job: JobOfConsumer, { owner, name, model }: Wanted): Refusal {
  const place = job.environment === null ? '' : `, environment ${job.environment}`;
  return new Refusal(
    'no-such-model',
    `There is no model ${model} of ${owner}/${name} for ${job.repository} (${job.ref}${place}). Either it does not exist, or \`consumers\` in .github/mlpipelines.yml of its default branch does not name this job.`,
  );
}

function noSuchAlias({ model, alias }: Wanted): Refusal {
  return new Refusal(
    'no-such-alias',
    `No version stands behind ${model}@${alias}: nothing has been promoted to it yet.`,
  );
}

function tooOften(): Refusal {
  return new Refusal('too-often', 'That was asked too often. Ask again in a minute.');
}
