import { repositoryOf } from '../state/world.ts';
import { HANDLERS } from '../rest/handlers.ts';
import { ApiError, notFound } from './api-error.ts';
import { authenticate } from './access/authenticate.ts';
import type { ApiServer, Asked } from './api-server.ts';
import { actorOf, authorize } from './access/authorize.ts';
import { checkAnswer } from './check-answer.ts';
import { costOf } from './limits/costs.ts';
import { findOperation, type FoundOperation } from './find-operation.ts';
import type { Answer, Call } from './handlers.ts';
import type { Repository } from '../state/repository.ts';
import { paginate } from './paginate.ts';
import { refusalOf } from './refusal-of.ts';
import { requestFaults } from './request-faults.ts';
import { byName, leadOn } from './redirects.ts';
import { responseOf } from './response-of.ts';

/** Answers one REST request: find, authenticate, limit, authorise, validate, do, validate the answer. */
export async function serveApi(server: ApiServer, request: Request): Promise<Response> {
  const { world, log } = server;
  const { pathname: path, search } = new URL(request.url);
  const pathname = byName(world, path);
  const url = new URL(`${world.urls.api}${pathname}${search}`);
  const operation = findOperation(request.method, pathname);
  const cost = costOf(request.method, operation?.id ?? '');
  const asked: Asked = { request, url, operation, cost, auth: { kind: 'anonymous' } };
  const where = `${request.method} ${pathname}`;
  const answer = await answerOf(server, asked).catch((error: unknown) =>
    refusalOf(world, { error, where }),
  );
  const response = responseOf(server, asked, answer);
  log.add({
    at: world.clock.now(),
    method: request.method,
    path: pathname + search,
    operationId: operation?.id ?? null,
    version: request.headers.get('x-github-api-version'),
    auth: asked.auth.kind,
    status: response.status,
    resource: response.status === 304 ? 'none' : cost.resource,
    content: cost.content,
  });
  return response;
}

async function answerOf(server: ApiServer, asked: Asked): Promise<Answer> {
  const { world, limits } = server;
  const { request, url, operation, cost } = asked;
  if (operation === null) {
    world.problems.add('unknown-route', `${request.method} ${url.pathname}`, 'not served');
    return { status: 501, body: { message: 'The stand-in does not serve this route.' } };
  }
  const version = request.headers.get('x-github-api-version');
  if (version !== null && !API_VERSIONS.has(version))
    throw new ApiError(400, `Unsupported 'X-GitHub-Api-Version' header value of ${version}.`);
  asked.auth = authenticate(world, request.headers.get('authorization'));
  const leave = limits.enter(asked.auth, cost);
  try {
    const elsewhere = leadOn(world, request, url.pathname);
    if (elsewhere !== null) return elsewhere;
    const handler = HANDLERS[operation.id];
    if (handler === undefined) throw new Error(`${operation.id} has no handler.`);
    const answer = await wholeAnswer(await handler(await callOf(server, operation, asked)), url);
    checkAnswer(operation, answer);
    return answer;
  } finally {
    leave();
  }
}

/** https://docs.github.com/rest/about-the-rest-api/api-versions#supported-api-versions */
const API_VERSIONS: ReadonlySet<string> = new Set(['2022-11-28', '2026-03-10']);

async function callOf(
  { world, limits }: ApiServer,
  operation: FoundOperation,
  asked: Asked,
): Promise<Call> {
  const { path } = operation;
  const { auth } = asked;
  const named = path['owner'] !== undefined && path['repo'] !== undefined;
  const repository = named ? repositoryOf(world, path['owner'] ?? '', path['repo'] ?? '') : null;
  if (repository === undefined) throw notFound();
  authorize(operation.id, auth, repository);
  refuseArchived(operation, repository);
  const query = Object.fromEntries(asked.url.searchParams);
  const body = await bodyOf(asked.request);
  const faults = requestFaults(operation.id, operation.schema, { path, query, body });
  if (faults.length > 0) {
    world.problems.add('bad-request', operation.id, faults.slice(0, 8).join('; '));
    throw new ApiError(422, 'Validation Failed', { errors: faults });
  }
  return {
    world,
    limits,
    auth,
    path,
    query,
    // The schema just said that it has the operation's shape.
    body: (body ?? {}) as never,
    get repository() {
      if (repository === null) throw new Error(`${operation.id} is about no repository.`);
      return repository;
    },
    get actor() {
      return actorOf(auth);
    },
  };
}

/** https://github.com/r-universe-org/help/issues/247 */
function refuseArchived({ schema }: FoundOperation, repository: Repository | null): void {
  if (repository?.archived === true && schema.method !== 'GET')
    throw new ApiError(403, 'Repository was archived so is read-only.');
}

async function bodyOf(request: Request): Promise<unknown> {
  const text = await request.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ApiError(400, 'Problems parsing JSON');
  }
}

async function wholeAnswer(answer: Answer, url: URL): Promise<Answer> {
  if (answer.list === undefined) return answer;
  const page = await paginate(answer.list, url);
  return { ...page, headers: { ...answer.headers, ...page.headers } };
}
