import type { SmallType } from '../../../../runner-provisioner/aws/doctor/look-at-region.ts';
import type { QuotaFacts } from '../../../../runner-provisioner/aws/doctor/ask-quotas.ts';
import { whatWasSaid } from '../../../../runner-provisioner/ec2/words-for-refusal.ts';
import { ok, warning, type Finding } from '../doctor-finding.ts';

/** Whether each quota has room for the smallest machine that would count against it. New accounts have 0 for GPUs. */
export function judgeQuotas(
  region: string,
  quotas: readonly QuotaFacts[],
  smallest: readonly SmallType[],
): readonly Finding[] {
  return quotas.flatMap((quota) => {
    const type = smallest.find(({ family }) => family === quota.family);
    return type === undefined ? [] : [judge(region, quota, type)];
  });
}

function judge(region: string, quota: QuotaFacts, { name, cpus }: SmallType): Finding {
  const { family, market, vcpus, code } = quota;
  const checked = `quota of ${family}, ${market === 'spot' ? 'spot' : 'on demand'}`;
  if (!vcpus.ok) {
    return warning(
      checked,
      `Service Quotas says ${whatWasSaid(vcpus.error)}`,
      'Allow servicequotas:GetServiceQuota and servicequotas:GetAWSDefaultServiceQuota to the app’s role, or look it up yourself.',
    );
  }
  const { value } = vcpus;
  if (value >= cpus) return ok(checked, `${value} vCPUs, ${name} has ${cpus}`);
  return warning(
    checked,
    `${value} vCPUs, and the smallest type, ${name}, has ${cpus}`,
    `Ask for more at https://${region}.console.aws.amazon.com/servicequotas/home/services/ec2/quotas/${code}; until then no such machine starts.`,
  );
}
