import { canonicalJson } from '../../domain/digest.ts';
import type { Json } from '../../domain/json.ts';
import type { Origin } from '../../domain/model.ts';
import type { VersionFacts } from './model-facts.ts';

/** What differs from one version to another, each `before` first. */
export type VersionDiff = {
  readonly sameBytes: boolean;
  readonly metrics: readonly Pair<number>[];
  readonly params: readonly Pair<Json>[];
  readonly commits: { readonly before: string | null; readonly after: string | null };
  /** Contents by their name; null: it has none of that name. */
  readonly origins: readonly Pair<string>[];
};

type Pair<T> = { readonly name: string; readonly before: T | null; readonly after: T | null };

/** Metrics of both, and what was different when they were made. */
export function diffVersions(before: VersionFacts, after: VersionFacts): VersionDiff {
  const [then, now] = [makerOf(before), makerOf(after)];
  return {
    sameBytes: before.version.artifact.digest === after.version.artifact.digest,
    metrics: pairs(before.version.metrics, after.version.metrics),
    params: pairs<Json>(then?.params ?? {}, now?.params ?? {}).filter(isChanged),
    commits: { before: then?.sha ?? null, after: now?.sha ?? null },
    origins: pairs(contentsOf(before.origins), contentsOf(after.origins)).filter(isChanged),
  };
}

function makerOf({ runs, version }: VersionFacts) {
  return runs.find(({ id }) => id === version.run);
}

function contentsOf(origins: readonly Origin[]): Readonly<Record<string, string>> {
  const byName = Map.groupBy(origins, ({ name }) => name);
  return Object.fromEntries(
    [...byName].map(([name, all]) => [name, all.map(({ digest }) => digest).join(' ')]),
  );
}

function pairs<T>(
  before: Readonly<Record<string, T>>,
  after: Readonly<Record<string, T>>,
): readonly Pair<T>[] {
  const [then, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...now.keys(), ...then.keys()])].map((name) => {
    return { name, before: then.get(name) ?? null, after: now.get(name) ?? null };
  });
}

function isChanged({ before, after }: Pair<Json>): boolean {
  return canonicalJson(before) !== canonicalJson(after);
}
