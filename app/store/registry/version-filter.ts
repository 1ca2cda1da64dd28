import { and, desc, eq, inArray } from 'drizzle-orm';
import type { ModelVersion } from '../../domain/model.ts';
import type { VersionFilter } from '../../runtime/ports/registry.ts';
import type { Tables } from '../schema/tables.ts';

/** Of versions from before digests were kept beside them nobody knows without reading them. */
export function isVersion({ models }: Tables, { version, digest }: VersionFilter) {
  return and(
    version === undefined ? undefined : eq(models.version, version),
    digest === undefined ? undefined : inArray(models.digest, [digest, '']),
  );
}

/** In which order versions are read: of some bytes in any, or SQLite reads all of the model for the sake of the order. */
export function orderOf({ models }: Tables, { digest }: VersionFilter) {
  return digest === undefined ? [desc(models.version)] : [];
}

/** The rest of the filter, of what was read; newest first. */
export function newestOf(
  bodies: readonly ModelVersion[],
  { digest }: VersionFilter,
): readonly ModelVersion[] {
  if (digest === undefined) return bodies;
  const same = bodies.filter(({ artifact }) => artifact.digest === digest);
  return same.toSorted((a, b) => b.version - a.version);
}
