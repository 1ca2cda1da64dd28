import { Ec2Error } from '../state/ec2-error.ts';

type Asked = {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
};
type Bounds = { readonly min: number; readonly max: number; readonly usual?: number };

/** One page of a list. A token is good for the list that it came from. */
export function page<Item>(
  items: readonly Item[],
  { MaxResults, NextToken }: Asked,
  { min, max, usual }: Bounds,
): { readonly items: readonly Item[]; readonly next: { readonly NextToken?: string } } {
  if (MaxResults !== undefined && (MaxResults < min || MaxResults > max))
    throw new Ec2Error(
      'InvalidParameterValue',
      `Value ( ${MaxResults} ) for parameter maxResults is invalid. Expecting a value between ${min} and ${max}.`,
    );
  const start = NextToken === undefined ? 0 : startOf(NextToken, items.length);
  const end = start + (MaxResults ?? usual ?? Infinity);
  const next = end < items.length ? { NextToken: tokenOf(end, items.length) } : {};
  return { items: items.slice(start, end), next };
}

function tokenOf(start: number, length: number): string {
  return Buffer.from(`${start}/${length}`).toString('base64url');
}

function startOf(token: string, length: number): number {
  const [, start] = /^(\d+)\/\d+$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (start === undefined || Number(start) > length)
    throw new Ec2Error('InvalidNextToken', 'The specified nextToken is invalid.');
  return Number(start);
}
