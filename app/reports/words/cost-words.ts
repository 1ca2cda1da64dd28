import { PART_KINDS, unknownParts, type Cost, type PartKind } from '../../costs/cost.ts';
import { dollarsText } from '../../../text/dollars-text.ts';

/** Of a cost what is shown of it: also as a view of a run has it. */
export type ShownCost = {
  readonly usd: number;
  readonly parts: Readonly<Record<string, { readonly usd: number; readonly unknown: number }>>;
};

/** What is paid for, for people. */
const NAMES: Readonly<Record<PartKind, string>> = {
  machine: 'machines',
  disk: 'disks',
  'disk-iops': 'more IOPS',
  'disk-throughput': 'more throughput',
  address: 'public addresses',
  'github-minutes': 'GitHub’s runners',
  'own-runner': 'runners of your own',
  'other-runner': 'other runners',
  judge: 'verdicts of a judge',
};

/** `$1.84`; `$1.84+` where some of it is not known, `unknown` where nothing is. */
export function costText(cost: ShownCost): string {
  if (unknownParts(cost).length === 0) return dollarsText(cost.usd);
  return cost.usd === 0 ? 'unknown' : `${dollarsText(cost.usd)}+`;
}

/** Whether there is anything to say: runners of one's own cost nothing here. */
export function isNotable(cost: ShownCost): boolean {
  return cost.usd > 0 || unknownParts(cost).length > 0;
}

/** `machines $1.71`, `disks $0.13`: what is known to cost something, the dearest first. */
export function partWords({ parts }: Pick<ShownCost, 'parts'>): readonly string[] {
  return named(parts)
    .filter(([, { usd }]) => usd > 0)
    .toSorted(([, a], [, b]) => b.usd - a.usd)
    .map(([kind, { usd }]) => `${NAMES[kind]} ${dollarsText(usd)}`);
}

/** `the price is not known of machines (1) and disks (1)`; null: all are known. */
export function unknownWords(cost: ShownCost): string | null {
  const kinds = unknownParts(cost);
  if (kinds.length === 0) return null;
  const names = kinds.map((kind) => `${NAMES[kind]} (${cost.parts[kind]?.unknown ?? 0})`);
  return `the price is not known of ${listed(names)}`;
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

function named(parts: Cost['parts'] | ShownCost['parts']) {
  return PART_KINDS.flatMap(
    (kind): [PartKind, { readonly usd: number; readonly unknown: number }][] => {
      const part = parts[kind];
      return part === undefined ? [] : [[kind, part]];
    },
  );
}
