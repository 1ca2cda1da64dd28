/** What is paid for, each on its own line. */
export const PART_KINDS = [
  'machine',
  'disk',
  'disk-iops',
  'disk-throughput',
  'address',
  'github-minutes',
  'own-runner',
  'other-runner',
  'judge',
] as const;

export type PartKind = (typeof PART_KINDS)[number];

/** US dollars of what is known, and of how many things of this kind nobody knows what they cost. */
export type Part = { readonly usd: number; readonly unknown: number };

/** What something cost: the sum of its parts, no more and no less. */
export type Cost = {
  readonly parts: Readonly<Partial<Record<PartKind, Part>>>;
  /** Of what is known. */
  readonly usd: number;
  /** How long machines were paid for. */
  readonly paidMs: number;
  /** Of it while no step worked on them: boot, waiting, shutting down. */
  readonly idleMs: number;
};

export const NO_COST: Cost = { parts: {}, usd: 0, paidMs: 0, idleMs: 0 };

/** One line; null: nobody knows what it costs, which is not 0. */
export function costOfPart(kind: PartKind, usd: number | null): Cost {
  const part = usd === null ? { usd: 0, unknown: 1 } : { usd, unknown: 0 };
  return { ...NO_COST, parts: { [kind]: part }, usd: part.usd };
}

export function sumCosts(costs: Iterable<Cost>): Cost {
  const parts = new Map<PartKind, Part>();
  let [paidMs, idleMs] = [0, 0];
  for (const cost of costs) {
    paidMs += cost.paidMs;
    idleMs += cost.idleMs;
    for (const kind of PART_KINDS) {
      const part = cost.parts[kind];
      if (part !== undefined) parts.set(kind, plus(parts.get(kind), part));
    }
  }
  const kinds = PART_KINDS.flatMap((kind): [PartKind, Part][] => {
    const part = parts.get(kind);
    return part === undefined ? [] : [[kind, part]];
  });
  const usd = kinds.reduce((sum, [, part]) => sum + part.usd, 0);
  return { parts: Object.fromEntries(kinds), usd, paidMs, idleMs };
}

/** Parts of which nobody knows all. */
export function unknownParts({
  parts,
}: {
  readonly parts: Readonly<Record<string, Part | undefined>>;
}): readonly PartKind[] {
  return PART_KINDS.filter((kind) => (parts[kind]?.unknown ?? 0) > 0);
}

function plus(before: Part | undefined, { usd, unknown }: Part): Part {
  if (before === undefined) return { usd, unknown };
  return { usd: before.usd + usd, unknown: before.unknown + unknown };
}
