import * as sdk from '@aws-sdk/client-service-quotas';
import { NormalizedSchema } from '@smithy/core/schema';
import { Ec2Error } from '../state/ec2-error.ts';
import type { Market } from '../state/instance.ts';
import { regionOf } from '../state/region-of.ts';
import type { Ec2Server } from './ec2-server.ts';
import { verifySignature } from './verify-signature.ts';

/**
 * Service Quotas, as far as it tells of the quotas that this EC2 has: the same numbers that launches are held against.
 * https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html
 * What goes in and out is held against the SDK's schema; the protocol is https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export async function serveQuotas(
  server: Ec2Server,
  request: Request,
  text: string,
): Promise<Response> {
  try {
    const name = await verifySignature(request, text, server.keys, 'servicequotas');
    return json(200, answerOf(server, name, request.headers.get('x-amz-target') ?? '', text));
  } catch (error) {
    if (error instanceof Ec2Error) {
      return json(error.status, { __type: error.code, Message: error.message });
    }
    server.world.problems.add('crash', 'service-quotas', String(error));
    return json(500, { __type: 'ServiceException', Message: String(error) });
  }
}

function answerOf(server: Ec2Server, regionName: string, target: string, text: string): object {
  const region = regionOf(server.world, regionName);
  if (target !== 'ServiceQuotasV20190624.GetServiceQuota' || region === undefined) {
    server.world.problems.add('not-modelled', 'service-quotas', `${target} in ${regionName}`);
    throw new Ec2Error('NotModelled', target, 501);
  }
  if (region.denials.some(({ operation }) => operation === 'GetServiceQuota')) {
    const message = `User is not authorized to perform: servicequotas:GetServiceQuota`;
    throw new Ec2Error('AccessDeniedException', message);
  }
  const asked = JSON.parse(text) as { readonly ServiceCode?: string; readonly QuotaCode?: string };
  refuseUnknown(sdk.GetServiceQuotaRequest$, asked);
  const [family, market] = CODES.get(asked.QuotaCode ?? '') ?? [];
  if (asked.ServiceCode !== 'ec2' || family === undefined || market === undefined) {
    throw new Ec2Error(
      'NoSuchResourceException',
      'The request failed because the specified quota does not exist.',
    );
  }
  const Value = region.quotas.limit(family, market);
  const Quota = { ServiceCode: 'ec2', QuotaCode: asked.QuotaCode, Value, Unit: 'None' };
  refuseUnknown(sdk.ServiceQuota$, Quota);
  return { Quota };
}

/** The console of Service Quotas names each: https://console.aws.amazon.com/servicequotas/home/services/ec2/quotas */
const CODES: ReadonlyMap<string, readonly [family: string, market: Market]> = new Map([
  ['L-1216C47A', ['standard', 'on-demand']],
  ['L-34B43A08', ['standard', 'spot']],
  ['L-DB2E81BA', ['G', 'on-demand']],
  ['L-3819A6DF', ['G', 'spot']],
  ['L-417A185B', ['P', 'on-demand']],
  ['L-7212CCBC', ['P', 'spot']],
]);

function refuseUnknown(schema: unknown, given: object): void {
  const members = new Set(
    [...NormalizedSchema.of(schema as never).structIterator()].map(([name]) => name),
  );
  const strange = Object.keys(given).find((name) => !members.has(name));
  if (strange !== undefined) throw new Error(`Service Quotas has no member ${strange}.`);
}

function json(status: number, body: object): Response {
  const headers = { 'content-type': 'application/x-amz-json-1.1' };
  return new Response(JSON.stringify(body), { status, headers });
}
