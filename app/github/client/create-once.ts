import { LostAnswer } from './call-errors.ts';

/**
 * Makes something that carries a key of ours, once: what an earlier try may have made is looked for first, and what a
 * lost answer leaves open afterwards. Throws `LostAnswer` when it is still not to be seen; it may appear later.
 */
export async function createOnce<T>({
  mayExist,
  find,
  create,
}: {
  /** An earlier try was written down; how it ended was not. */
  readonly mayExist: boolean;
  readonly find: () => Promise<T | null>;
  readonly create: () => Promise<T>;
}): Promise<T> {
  const earlier = mayExist ? await find() : null;
  if (earlier !== null) return earlier;
  try {
    return await create();
  } catch (error) {
    const made = error instanceof LostAnswer ? await find() : null;
    if (made === null) throw error;
    return made;
  }
}
