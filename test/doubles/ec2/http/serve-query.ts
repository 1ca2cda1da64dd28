import { HANDLERS } from '../operations/handlers.ts';
import type { Call } from '../operations/call.ts';
import { inputFaults, outputFaults } from '../schemas/ec2-model.ts';
import { Ec2Error, NotModelled } from '../state/ec2-error.ts';
import type { Region } from '../state/world.ts';
import { regionOf } from '../state/region-of.ts';
import { refuseUnlessAllowed } from './authorize-call.ts';
import type { Ec2Server } from './ec2-server.ts';
import { verifySignature } from './verify-signature.ts';
import { decodeInput } from './wire/decode-input.ts';
import { encodeAnswer, encodeError } from './wire/encode-answer.ts';
import { schemaOf, type OperationSchema } from './wire/operation-schemas.ts';

/** What is known of a request so far; filled in as it is looked at. */
type Asked = {
  readonly requestId: string;
  operation: string;
  region: string | null;
  input: unknown;
  outcome: string;
};

/** Answers one request: who asks, how often, what; may they; do it, and hold the answer against EC2's description. */
export async function serveQuery(
  server: Ec2Server,
  request: Request,
  body: string,
): Promise<Response> {
  const { world, record } = server;
  const parameters = new URLSearchParams(body);
  const asked: Asked = {
    requestId: world.dice.uuid(),
    operation: parameters.get('Action') ?? '',
    region: null,
    input: undefined,
    outcome: 'done',
  };
  const at = world.agenda.now();
  const response = await answerOf(server, request, { asked, body, parameters }).catch(
    (error: unknown) => refusalOf(server, asked, error),
  );
  record.add({ at, ...asked, status: response.status });
  return response;
}

async function answerOf(
  server: Ec2Server,
  request: Request,
  { asked, body, parameters }: { asked: Asked; body: string; parameters: URLSearchParams },
): Promise<Response> {
  const { world } = server;
  asked.region = await verifySignature(request, body, server.keys);
  const schema = schemaOf(asked.operation);
  if (schema === undefined)
    throw new NotModelled(`The stand-in does not serve ${asked.operation}.`);
  const region = regionOf(world, asked.region);
  if (region === undefined) throw new NotModelled(`The stand-in has no region ${asked.region}.`);
  server.throttles.enter(region.name, schema.name, world.clock.now());
  const refusal = server.refusals.next({ operation: schema.name, region: region.name });
  if (refusal !== null && 'page' in refusal) {
    asked.outcome = 'page';
    return new Response(refusal.page, { status: refusal.status });
  }
  if (refusal !== null)
    throw new Ec2Error(refusal.code, refusal.message ?? 'Refused by a test.', refusal.status);
  const input = readInput(server, schema, parameters);
  asked.input = input;
  const answer = perform(region, schema, { input, asked });
  return new Response(encodeAnswer(schema, answer, asked.requestId), { headers: XML });
}

const XML = { 'content-type': 'text/xml;charset=UTF-8' };

function readInput(
  { world }: Ec2Server,
  schema: OperationSchema,
  parameters: URLSearchParams,
): object {
  const given = [...parameters].filter(([name]) => name !== 'Action' && name !== 'Version');
  try {
    const input = decodeInput(schema.input, given) as object;
    const [fault] = inputFaults(schema.name, input);
    if (fault !== undefined) throw new Ec2Error(fault.kind, fault.message);
    return input;
  } catch (error) {
    // EC2 would say so too; that a client of ours sends it is a bug all the same.
    if (error instanceof Ec2Error) world.problems.add('bad-request', schema.name, error.message);
    throw error;
  }
}

function perform(
  region: Region,
  { name }: OperationSchema,
  { input, asked }: { readonly input: object; readonly asked: Asked },
): object {
  refuseUnlessAllowed(region, name, input);
  const call: Call = { region, replayed: () => void (asked.outcome = 'replayed') };
  const handler = HANDLERS[name];
  if (handler === undefined) throw new Error(`${name} has no handler.`);
  const answer = handler(call, input as never);
  const [fault] = outputFaults(name, answer);
  if (fault !== undefined) throw new Error(`${name} answers ${fault.path}: ${fault.message}`);
  return answer;
}

function refusalOf({ world }: Ec2Server, asked: Asked, error: unknown): Response {
  const refused = asEc2Error(world.problems, asked, error);
  asked.outcome = refused.code;
  return new Response(encodeError(refused, asked.requestId), {
    status: refused.status,
    headers: XML,
  });
}

function asEc2Error(
  problems: Ec2Server['world']['problems'],
  { operation }: Asked,
  error: unknown,
): Ec2Error {
  if (error instanceof Ec2Error) return error;
  if (error instanceof NotModelled) {
    problems.add('not-modelled', operation, error.message);
    return new Ec2Error('NotModelled', error.message, 501);
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  problems.add('crash', operation, text);
  return new Ec2Error('InternalError', text, 500);
}
