import type { Context } from 'hono';
import { isDigest } from '../../../content/digest-of-bytes.ts';
import type { Deployed } from '../../domain/model.ts';
import { visitOf } from '../../wire/visit.ts';
import type { ActionApiDeps } from '../action-api-deps.ts';
import { FORMAT, readJson } from '../read-action-request.ts';
import { Refusal } from '../refusal.ts';
import type { GrantedModel } from './granted-model.ts';

const LARGEST_BODY = 4 * 1024;
const MOST_ENVIRONMENTS = 50;

/** Takes down that an environment runs some bytes, and says whether that is what stands behind the alias. */
export async function takeDeployed(
  { models, budget, clock }: Pick<ActionApiDeps, 'models' | 'budget' | 'clock'>,
  context: Context,
  { alias, repository, job, consumer }: GrantedModel,
) {
  const limits = { most: LARGEST_BODY, budget, sender: visitOf(context).sender };
  const { environment, digest } = readBody(await readJson(context, limits));
  if (consumer.environment !== undefined && consumer.environment !== environment) {
    throw new Refusal(
      'wrong-environment',
      `The policy lets this job speak for ${consumer.environment} alone, not for ${environment}.`,
    );
  }
  const scope = `${repository.id}`;
  const place = { model: alias.model, alias: alias.alias, environment };
  const known = await models.registry.deployed(alias.model, scope);
  requireOwn(known, place, { job, consumer });
  requireRoom(known, place);
  const deployed: Deployed = {
    model: alias.model,
    alias: alias.alias,
    environment,
    digest,
    at: clock.now(),
    by: {
      repository: job.repository,
      repositoryId: job.repositoryId,
      workflowRun: job.workflowRun,
    },
  };
  await models.commit([{ type: 'model.deployed', deployed, scope }]);
  const wanted = await models.registry.version(alias.model, alias.version, scope);
  const differs = wanted?.artifact.digest !== digest;
  return { format: FORMAT, type: 'deployed', version: alias.version, differs };
}

type Place = Pick<Deployed, 'model' | 'alias' | 'environment'>;

function isAt(place: Place): (one: Deployed) => boolean {
  return ({ alias, environment }) => alias === place.alias && environment === place.environment;
}

/** Who speaks for any environment writes over nothing that another repository said of one. */
function requireOwn(
  known: readonly Deployed[],
  place: Place,
  { job, consumer }: Pick<GrantedModel, 'job' | 'consumer'>,
): void {
  const said = known.find(isAt(place))?.by;
  if (said === undefined || said.repositoryId === job.repositoryId) return;
  if (consumer.environment !== undefined) return;
  throw new Refusal(
    'wrong-environment',
    `What runs in ${place.environment} was said by ${said.repository}. To say it from ${job.repository}, name the environment beside it under \`consumers\` of the policy.`,
  );
}

function requireRoom(known: readonly Deployed[], place: Place): void {
  if (known.some(isAt(place)) || known.length < MOST_ENVIRONMENTS) return;
  throw new Refusal(
    'too-many-environments',
    `${place.model} runs in ${known.length} environments already, by their own word; no more are kept.`,
  );
}

function readBody(body: unknown): Pick<Deployed, 'environment' | 'digest'> {
  const { environment, digest } = isMap(body) ? body : {};
  const isNamed =
    typeof environment === 'string' && /^[\p{L}\p{N} ._/-]{1,100}$/u.test(environment);
  if (isNamed && typeof digest === 'string' && isDigest(digest)) return { environment, digest };
  throw new Refusal(
    'unreadable-request',
    'Send {"environment": "eu-west", "digest": "sha256:…"}: a name of at most 100 letters, digits, spaces and . _ / -, and the digest that was asked for.',
  );
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
