/**
 * Types that count against one quota, as AWS groups them.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-on-demand-instances.html#ec2-on-demand-instances-limits
 */
export function quotaOf(type: string): string {
  const family = type.split('.')[0] ?? '';
  const known = QUOTAS.find(([, pattern]) => pattern.test(family));
  return known?.[0] ?? 'standard';
}

const QUOTAS: readonly (readonly [string, RegExp])[] = [
  ['G and VT', /^(?:g\d|gr\d|vt\d)/],
  ['P', /^p\d/],
  ['Inf', /^inf\d/],
  ['Trn', /^trn\d/],
  ['DL', /^dl\d/],
  ['F', /^f\d/],
  ['X', /^x\d/],
  ['HPC', /^hpc\d/],
  ['High Memory', /^u-/],
];
