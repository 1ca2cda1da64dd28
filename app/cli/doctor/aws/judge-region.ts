import type { RegionFacts } from '../../../../runner-provisioner/aws/doctor/look-at-region.ts';
import { count } from '../../../reports/words/step-words.ts';
import { ok, problem, warning, type Finding, type Section } from '../doctor-finding.ts';
import { judgeClock } from '../judge-clock.ts';
import { judgeGroup, judgeSubnets } from './judge-network.ts';
import { judgePrices } from './judge-prices.ts';
import { judgeQuotas } from './judge-quotas.ts';
import { judgeRefusal, judgeTrials } from './judge-trials.ts';

/** What is right and wrong with a region that machines are to be started in. */
export function judgeRegion(facts: RegionFacts): Section {
  const { settings, machines, aheadMs } = facts;
  const subject = `Machines in ${settings.name}`;
  const first = [
    ...(aheadMs === null ? [] : [judgeClock(aheadMs, AWS_CLOCK)]),
    judgeCredentials(machines),
  ];
  return { subject, findings: isLockedOut(facts) ? first : [...first, ...judgeRest(facts)] };
}

/**
 * AWS refuses what was signed more than five minutes off; its SDK sets itself right by the refusal, so that each new client
 * loses its first call. https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html
 */
const AWS_CLOCK = {
  whose: 'AWS',
  aheadMs: 300_000,
  behindMs: 300_000,
  because: 'requests are signed with the time, and machines are ended by it.',
} as const;

function judgeRest(facts: RegionFacts): readonly Finding[] {
  const { settings, subnets, group, quotas, trials, smallest } = facts;
  const places = subnets.ok ? subnets.value : [];
  return [
    ...(subnets.ok ? judgeSubnets(places) : [judgeRefusal('subnets', subnets.error)]),
    group.ok
      ? judgeGroup(group.value, places)
      : judgeRefusal(`security group ${settings.securityGroup}`, group.error),
    judgeImage(facts),
    judgeTypes(facts),
    judgePrices(facts),
    ...judgeQuotas(settings.name, quotas, smallest.ok ? smallest.value : []),
    ...judgeTrials(trials),
  ];
}

/** Every question is answered alike, and not because of what was asked: it is told once. */
function isLockedOut({ machines, subnets, group, image }: RegionFacts): boolean {
  if (machines.ok || machines.error.code === 'UnauthorizedOperation') return false;
  return [subnets, group, image].every(
    (answer) => !answer.ok && answer.error.code === machines.error.code,
  );
}

function judgeCredentials(machines: RegionFacts['machines']): Finding {
  return machines.ok
    ? ok('credentials', `valid; ${count(machines.value, 'machine')} of mlpipelines there`)
    : judgeRefusal('credentials', machines.error);
}

function judgeImage({ settings, image }: RegionFacts): Finding {
  const checked = settings.image === null ? 'newest Ubuntu 24.04' : `image ${settings.image}`;
  if (!image.ok) return judgeRefusal(checked, image.error);
  if (image.value === null) {
    const found = 'EC2 shows none of Canonical’s';
    return problem(checked, found, 'Name an image of your own as `image` of the region.');
  }
  const { id, name, architecture, isAvailable } = image.value;
  if (!isAvailable) {
    return problem(checked, 'it is not available', 'Wait until it is, or name another.');
  }
  return ok(checked, `${settings.image === null ? `${id}, ` : ''}${name}, ${architecture}`);
}

function judgeTypes({ smallest }: RegionFacts): Finding {
  const checked = 'types';
  if (!smallest.ok) return judgeRefusal(checked, smallest.error);
  if (smallest.value.length > 0) {
    return ok(checked, smallest.value.map(({ name }) => `from ${name}`).join(', '));
  }
  return warning(
    checked,
    'the zones of the subnets offer none that `types` of the machines file allows',
    'Allow more types, or add subnets in other zones.',
  );
}
