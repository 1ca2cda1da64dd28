import type { GraphQLFieldResolver } from 'graphql';
import { ApiError } from '../http/api-error.ts';
import { authenticate } from '../http/access/authenticate.ts';
import type { Cost } from '../http/limits/costs.ts';
import { refusalOf } from '../http/refusal-of.ts';
import type { ApiServer } from '../http/api-server.ts';
import type { Auth } from '../state/accounts.ts';
import type { World } from '../state/world.ts';
import { rootFor } from './root.ts';

type Asked = { readonly query?: string; readonly variables?: Record<string, unknown> };

/** Answers a GraphQL request: valid by GitHub's schema, or an error and a problem. */
export async function serveGraphql(server: ApiServer, request: Request): Promise<Response> {
  const { world, limits, log } = server;
  const asked = (await request.json()) as Asked;
  const isMutation = /^\s*mutation\b/.test(asked.query ?? '');
  const cost: Cost = {
    resource: 'graphql',
    points: isMutation ? 5 : 1,
    content: /\bcreateCommitOnBranch\b/.test(asked.query ?? '') ? 'commit' : null,
  };
  let auth: Auth = { kind: 'anonymous' };
  let status = 200;
  let body: unknown;
  let headers: Readonly<Record<string, string>> = {};
  try {
    auth = authenticate(world, request.headers.get('authorization'));
    if (auth.kind === 'anonymous')
      throw new ApiError(401, 'This endpoint requires you to be authenticated.');
    const leave = limits.enter(auth, cost);
    body = await execute(server, auth, asked).finally(leave);
  } catch (error) {
    const refusal = refusalOf(world, { error, where: 'graphql' });
    ({ status, body } = refusal);
    headers = refusal.headers ?? {};
  }
  log.add({
    at: world.clock.now(),
    method: 'POST',
    path: '/graphql',
    operationId: 'graphql',
    version: request.headers.get('x-github-api-version'),
    auth: auth.kind,
    status,
    resource: 'graphql',
    content: cost.content,
  });
  const date = new Date(world.clock.now()).toUTCString();
  return Response.json(body, {
    status,
    headers: { date, ...limits.headers(auth, 'graphql'), ...headers },
  });
}

async function execute(server: ApiServer, auth: Auth, asked: Asked): Promise<unknown> {
  const { world } = server;
  const { parse, validate, execute } = await import('graphql');
  const { loadSchema } = await import('./load-schema.ts');
  const schema = loadSchema();
  const refuse = (errors: readonly { readonly message: string }[]) => {
    world.problems.add('bad-query', 'graphql', errors.map(({ message }) => message).join('; '));
    return { errors: errors.map(({ message }) => ({ message })) };
  };
  const document = attempt(() => parse(asked.query ?? ''));
  if (document instanceof Error) return refuse([document]);
  const faults = validate(schema, document);
  if (faults.length > 0) return refuse(faults);
  return execute({
    schema,
    document,
    rootValue: rootFor(server, auth),
    variableValues: asked.variables ?? {},
    fieldResolver: (...given) => resolveField(world, given),
  });
}

/** As graphql resolves by itself, but a field that the stand-in does not know is a problem and not null. */
function resolveField(
  world: World,
  [source, args, context, info]: Parameters<GraphQLFieldResolver<unknown, unknown>>,
): unknown {
  const value = (source as Readonly<Record<string, unknown>>)[info.fieldName];
  if (typeof value === 'function') return value.call(source, args, context, info) as unknown;
  if (value !== undefined) return value;
  const field = `${info.parentType.name}.${info.fieldName}`;
  world.problems.add('not-modelled', 'graphql', field);
  throw new Error(`The stand-in does not model ${field}.`);
}

function attempt<T>(work: () => T): T | Error {
  try {
    return work();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
