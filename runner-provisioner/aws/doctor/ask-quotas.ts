import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  type ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import type { Market } from '../../machine/machine.ts';
import { errorOf } from '../error-of.ts';
import { asked, type Asked } from './asked.ts';

export type QuotaFacts = {
  readonly family: string;
  readonly market: Market;
  readonly code: string;
  readonly vcpus: Asked<number>;
};

/**
 * The same in every region; the console's addresses name them: https://console.aws.amazon.com/servicequotas/home/services/ec2/quotas.
 * AWS has no list of which type counts for which; zuul/nodepool keeps the same table (nodepool/driver/aws/quota.py).
 */
const CODES: Readonly<Record<string, Readonly<Record<Market, string>>>> = {
  standard: { 'on-demand': 'L-1216C47A', spot: 'L-34B43A08' },
  'G and VT': { 'on-demand': 'L-DB2E81BA', spot: 'L-3819A6DF' },
  P: { 'on-demand': 'L-417A185B', spot: 'L-7212CCBC' },
  Inf: { 'on-demand': 'L-1945791B', spot: 'L-B5D1601B' },
  Trn: { 'on-demand': 'L-2C3B7624', spot: 'L-5480EFD2' },
  DL: { 'on-demand': 'L-6E869C2A', spot: 'L-85EED4F7' },
  F: { 'on-demand': 'L-74FC7D96', spot: 'L-88CF9481' },
  X: { 'on-demand': 'L-7295265B', spot: 'L-E3A00192' },
};

/** How many vCPUs an account may have at once of each of these families, by market; families that nobody knows are left out. */
export async function askQuotas(
  client: ServiceQuotasClient,
  families: readonly string[],
): Promise<readonly QuotaFacts[]> {
  const found: QuotaFacts[] = [];
  for (const family of families) {
    for (const market of ['on-demand', 'spot'] as const) {
      const code = CODES[family]?.[market];
      if (code === undefined) continue;
      // One after the other: five a second are answered.
      // https://docs.aws.amazon.com/servicequotas/latest/userguide/reference_limits.html
      const vcpus = await asked(() => vcpusOf(client, code));
      found.push({ family, market, code, vcpus });
    }
  }
  return found;
}

/** https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html */
async function vcpusOf(client: ServiceQuotasClient, QuotaCode: string): Promise<number> {
  const question = { ServiceCode: 'ec2', QuotaCode };
  try {
    const { Quota } = await client.send(new GetServiceQuotaCommand(question));
    return Quota?.Value ?? 0;
  } catch (error) {
    // Of one that was never raised there may be the default alone.
    if (errorOf(error).code !== 'NoSuchResourceException') throw error;
    const { Quota } = await client.send(new GetAWSDefaultServiceQuotaCommand(question));
    return Quota?.Value ?? 0;
  }
}
