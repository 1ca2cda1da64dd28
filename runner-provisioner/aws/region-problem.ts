import { errorOf } from './error-of.ts';

/** A region could not be asked, or is not as the settings say; the message says which one, and what AWS said. */
export class RegionProblem extends Error {
  override readonly name = 'RegionProblem';
}

/** Does what EC2 is asked for in a region; what it refuses is thrown as a `RegionProblem`. */
export async function asking<T>(region: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof RegionProblem) throw error;
    const { code, message } = errorOf(error);
    throw new RegionProblem(`EC2 in ${region} did not do it (${code}): ${message}`, {
      cause: error,
    });
  }
}
