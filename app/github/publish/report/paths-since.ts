import type { RunHeader } from '../../../domain/run/run.ts';
import { messageOf } from '../../../../text/message-of.ts';
import type { PublishDeps } from '../publish-deps.ts';

/** The files that changed since a run's commit grew from the default branch; empty: too many to be told. Null: nobody knows. */
export async function pathsSince(
  { filesSince, warn }: Pick<PublishDeps, 'filesSince' | 'warn'>,
  header: RunHeader,
): Promise<readonly string[] | null> {
  try {
    const found = await filesSince(header);
    const isAll = found !== null && found.isComplete && found.count === found.files.length;
    return found === null ? null : isAll ? found.files.map(({ path }) => path) : [];
  } catch (error) {
    warn(`which files a run changes is not known: ${messageOf(error)}`, { run: header.id });
    return null;
  }
}
