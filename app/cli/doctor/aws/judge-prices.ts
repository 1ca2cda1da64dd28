import type { RegionFacts } from '../../../../runner-provisioner/aws/doctor/look-at-region.ts';
import { whatWasSaid } from '../../../../runner-provisioner/ec2/words-for-refusal.ts';
import { count } from '../../../reports/words/step-words.ts';
import { ok, warning, type Finding } from '../doctor-finding.ts';

/** Whether it will be known what machines cost. Nothing else depends on it. */
export function judgePrices({ prices }: Pick<RegionFacts, 'prices'>): Finding {
  const checked = 'prices';
  if (prices === 'own') return ok(checked, 'by the table of the machines file');
  if (!prices.ok) {
    return warning(
      checked,
      `AWS’s price list says ${whatWasSaid(prices.error)}; what machines on demand and disks cost is shown as unknown`,
      'Allow pricing:GetProducts to the app’s role, or write a table as `pricing` of the machines file.',
    );
  }
  const types = Object.keys(prices.value.onDemand).length;
  if (types === 0 || prices.value.gp3.gibMonth === null) {
    return warning(
      checked,
      `AWS’s price list names ${count(types, 'type')} and ${prices.value.gp3.gibMonth === null ? 'no disk' : 'disks'} there`,
      'Write a table as `pricing` of the machines file.',
    );
  }
  return ok(checked, `of ${count(types, 'type')}, by AWS’s list`);
}
