import { INSTANCE_TYPES } from '../schemas/type-book.ts';
import type { Market } from './instance.ts';

/**
 * Quotas count vCPUs by family and market, spot apart from on-demand:
 * https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html
 */
export class Quotas {
  readonly #limits = new Map<string, number>();

  set(family: string, market: Market, vcpus: number): void {
    this.#limits.set(`${family} ${market}`, vcpus);
  }

  limit(family: string, market: Market): number {
    return this.#limits.get(`${family} ${market}`) ?? AMPLE;
  }
}

/** A new account has 5 for standard types and often 0 for the others; tests start with one that was raised. */
const AMPLE = 1_024;

const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/^(?:g\d|gr\d|vt)/, 'G'],
  [/^p\d/, 'P'],
  [/^dl/, 'DL'],
  [/^trn/, 'Trn'],
  [/^inf/, 'Inf'],
  [/^x/, 'X'],
  [/^f\d/, 'F'],
];

/** `G`, `P`, `standard` …: which quota a type counts for. */
export function familyOf(type: string): string {
  return FAMILIES.find(([pattern]) => pattern.test(type))?.[1] ?? 'standard';
}

export function vcpusOf(type: string): number {
  return INSTANCE_TYPES.get(type)?.VCpuInfo?.DefaultVCpus ?? 0;
}
