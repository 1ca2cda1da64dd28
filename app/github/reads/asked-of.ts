import { refusalOf } from '../client/what-failed.ts';
import type { RepositoryName } from './api-port.ts';

/** Null: there is no such thing, or not for us. */
export async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    // Without a token, too: an installation that is gone sees nothing.
    const status = refusalOf(error)?.status;
    if (status === 404 || status === 422) return null;
    throw error;
  }
}

/** A repository as the parameters of a request name it. */
export function place({ owner, name }: RepositoryName) {
  return { owner, repo: name };
}
