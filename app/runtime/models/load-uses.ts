import { deletionOf } from '../../domain/model.ts';
import type { MadeFrom, Registry } from '../ports/registry.ts';

/** A version, as what the contents served, and whether its bytes are deleted since. */
export type Use = MadeFrom & { readonly deleted: boolean };

/** Which versions came from contents, by their digest or its beginning. */
export async function loadUses(
  registry: Pick<Registry, 'madeFrom' | 'marks'>,
  digest: string,
  { limit, scope }: { readonly limit: number; readonly scope: string },
): Promise<readonly Use[]> {
  const found = await registry.madeFrom(digest, { limit, scope });
  const names = [...new Set(found.map(({ model }) => model))];
  const marks = (await Promise.all(names.map((name) => registry.marks(name, scope)))).flat();
  return found.map((each) => {
    const { model, version, origin } = each;
    return { model, version, origin, deleted: deletionOf(marks, each) !== null };
  });
}
