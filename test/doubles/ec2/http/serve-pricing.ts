import * as sdk from '@aws-sdk/client-pricing';
import { NormalizedSchema } from '@smithy/core/schema';
import { Ec2Error } from '../state/ec2-error.ts';
import { productsOf, type PricedProduct } from '../state/price-list.ts';
import { regionOf } from '../state/region-of.ts';
import type { Ec2Server } from './ec2-server.ts';
import { verifySignature } from './verify-signature.ts';

/**
 * The price list service, as far as it tells of what this EC2 sells: GetProducts, in the regions that answer it.
 * https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html
 * What goes in and out is held against the SDK's schema; the protocol is https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export async function servePricing(
  server: Ec2Server,
  request: Request,
  text: string,
): Promise<Response> {
  try {
    const name = await verifySignature(request, text, server.keys, 'pricing');
    return json(200, answerOf(server, name, request.headers.get('x-amz-target') ?? '', text));
  } catch (error) {
    if (error instanceof Ec2Error) {
      return json(error.status, { __type: error.code, Message: error.message });
    }
    server.world.problems.add('crash', 'pricing', String(error));
    return json(500, { __type: 'InternalErrorException', Message: String(error) });
  }
}

/** https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-price-list-query-api.html */
const ANSWERING: ReadonlySet<string> = new Set(['us-east-1', 'eu-central-1', 'ap-south-1']);
const MOST_AT_ONCE = 100;

function answerOf(server: Ec2Server, signedFor: string, target: string, text: string): object {
  if (target !== 'AWSPriceListService.GetProducts' || !ANSWERING.has(signedFor)) {
    server.world.problems.add('not-modelled', 'pricing', `${target} in ${signedFor}`);
    throw new Ec2Error('NotModelled', target, 501);
  }
  refuseUnlessAllowed(server, signedFor);
  const asked: unknown = JSON.parse(text);
  refuseUnlessShaped(sdk.GetProductsRequest$, asked, 'GetProducts');
  const answer = pageOf(server, asked as sdk.GetProductsRequest);
  refuseUnlessShaped(sdk.GetProductsResponse$, answer, 'GetProductsResponse');
  const { record, world } = server;
  record.add({
    at: world.clock.now(),
    region: signedFor,
    operation: 'GetProducts',
    input: asked,
    outcome: 'done',
    status: 200,
    requestId: `price-list-${record.of('GetProducts').length + 1}`,
  });
  return answer;
}

function refuseUnlessAllowed({ world }: Ec2Server, signedFor: string): void {
  const denials = regionOf(world, signedFor)?.denials ?? [];
  if (denials.every(({ operation }) => operation !== 'GetProducts')) return;
  const message = 'User is not authorized to perform: pricing:GetProducts';
  throw new Ec2Error('AccessDeniedException', message);
}

function pageOf(
  server: Ec2Server,
  { ServiceCode, Filters = [], MaxResults = MOST_AT_ONCE, NextToken }: sdk.GetProductsRequest,
): object {
  if (ServiceCode !== 'AmazonEC2') throw new Ec2Error('NotFoundException', 'No such service.');
  if (MaxResults < 1 || MaxResults > MOST_AT_ONCE) {
    throw new Ec2Error('InvalidParameterException', 'MaxResults must be between 1 and 100.');
  }
  const fitting = allProducts(server).filter((product) =>
    Filters.every((each) => fits(product, each)),
  );
  const from = NextToken === undefined ? 0 : Number(NextToken);
  const shown = fitting.slice(from, from + MaxResults);
  const next = from + shown.length;
  return {
    FormatVersion: 'aws_v1',
    PriceList: shown.map((product) => JSON.stringify(product)),
    ...(next < fitting.length && { NextToken: String(next) }),
  };
}

function allProducts(server: Ec2Server): readonly PricedProduct[] {
  return ['us-east-1', 'us-west-2', 'eu-central-1'].flatMap((name) => {
    const region = regionOf(server.world, name);
    return region === undefined ? [] : productsOf(region);
  });
}

/** Filters look at attributes, and at the family. */
function fits({ product }: PricedProduct, { Type, Field, Value }: sdk.Filter): boolean {
  if (Type !== 'TERM_MATCH') throw new Ec2Error('NotModelled', `filters of type ${Type}`, 501);
  const held = Field === 'productFamily' ? product.productFamily : product.attributes[Field ?? ''];
  return held === Value;
}

/** No member that the SDK does not know, none of another shape, none missing that must be there. */
function refuseUnlessShaped(schema: unknown, given: unknown, path: string): void {
  const shape = NormalizedSchema.of(schema as never);
  if (shape.isStructSchema()) {
    const held = Object.entries(given as object);
    const members = new Map(shape.structIterator());
    for (const [name, value] of held) {
      const member = members.get(name);
      if (member === undefined) throw new Error(`The price list service has no ${path}.${name}.`);
      refuseUnlessShaped(member, value, `${path}.${name}`);
    }
    return;
  }
  if (shape.isListSchema()) {
    if (!Array.isArray(given)) throw new Error(`${path} is no list.`);
    for (const item of given) refuseUnlessShaped(shape.getValueSchema(), item, path);
    return;
  }
  const type = shape.isNumericSchema() ? 'number' : 'string';
  if (typeof given !== type) throw new Error(`${path} is no ${type}.`);
}

function json(status: number, body: object): Response {
  const headers = { 'content-type': 'application/x-amz-json-1.1' };
  return new Response(JSON.stringify(body), { status, headers });
}
