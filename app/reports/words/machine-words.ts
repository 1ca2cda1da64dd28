import type { MachineLack, MachineOutlook, StepOutlook } from '../view/machine-outlook.ts';
import { count } from './step-words.ts';

/** The cheapest few are those that a machine is most likely to be. */
const SHOWN = 3;

/** `g4dn.xlarge ($0.526, spot $0.168), g6.xlarge (…); 21 more`: the cheapest types that a step fits on. */
export function candidateWords({ candidates, spot, reservation }: StepOutlook): string {
  const shown = candidates
    .slice(0, SHOWN)
    .map((each) => `${each.type} (${priceWords(each, spot)})`);
  const more = candidates.length - shown.length;
  const first = reservation === undefined ? '' : `first in ${reservation.id}, else `;
  return `${first}${shown.join(', ')}${more === 0 ? '' : `; ${more} more`}`;
}

/** `21 types fell out: 12 with less GPU memory, 9 of another model`; null: none did. */
export function fellOutWords({ fellOut }: StepOutlook): string | null {
  const all = fellOut.reduce((sum, { types }) => sum + types, 0);
  if (all === 0) return null;
  const groups = fellOut
    .toSorted((a, b) => b.types - a.types)
    .map(({ lack, types }) => `${types} ${LACKS[lack]}`);
  return `${count(all, 'type')} fell out: ${groups.join(', ')}`;
}

/** Why a step will get no machine as far as anybody can say now, as a warning; null: it may. */
export function noMachineWords(outlook: StepOutlook): string | null {
  const { step, candidates, nearest, reservation } = outlook;
  if (reservation?.isAllowed === false) {
    return `${step}: \`resources.reservation\` names ${reservation.id}, which \`machines.reservations\` of .github/mlpipelines.yml does not list. Add it there, on the default branch, or leave it out`;
  }
  if (candidates.length > 0) return null;
  const near =
    nearest === null ? '' : `; nearest is ${nearest.type}, which has ${nearest.has.join(' and ')}`;
  return `${step}: no known type of machine has what \`resources\` asks for${near}. Ask for less, or name a runner of your own by \`runs-on\``;
}

/** From where and when the prices are. */
export function priceSourceWords({ region, onDemandAt, spotAt }: MachineOutlook): string {
  return `an hour in ${region}, on demand of ${onDemandAt}, spot of ${spotAt}`;
}

type Candidate = StepOutlook['candidates'][number];

function priceWords({ onDemand, spot }: Candidate, wish: StepOutlook['spot']): string {
  const prices = [
    ...(onDemand === null || wish === 'require' ? [] : [dollars(onDemand)]),
    ...(spot === null || wish === 'never' ? [] : [`spot ${dollars(spot)}`]),
  ];
  return prices.length === 0 ? 'price unknown' : prices.join(', ');
}

function dollars(amount: number): string {
  return `$${Number(amount.toFixed(3))}`;
}

const LACKS: Readonly<Record<MachineLack, string>> = {
  region: 'in other regions than the policy allows',
  type: 'not allowed by the policy',
  'no-gpus': 'with GPUs',
  gpu: 'without a GPU',
  'whole-gpu': 'with a share of a GPU',
  'gpu-model': 'with another GPU',
  'gpu-count': 'with fewer GPUs',
  'gpu-memory': 'with less GPU memory',
  cpu: 'with fewer CPUs',
  memory: 'with less memory',
  arch: 'of another architecture',
  image: 'without an image',
  'image-age': 'with an old image',
  market: 'not sold as `spot` asks',
  price: 'over max-price',
  zone: 'in other zones',
};
