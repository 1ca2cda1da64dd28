import type { RunHeader } from '../../../domain/run/run.ts';
import type { PagesDeps } from '../../pages-deps.ts';
import type { RunData } from '../load-run.ts';

/** The run whose plots and curves lie under those of this one: the first that its report holds it against; null: there is none. */
export async function drawnAgainst(
  { store }: Pick<PagesDeps, 'store'>,
  { story }: Pick<RunData, 'story'>,
): Promise<RunHeader | null> {
  const side = story.report?.sides.find(({ found }) => found.type === 'measured');
  return side?.run == null ? null : store.runs.header(side.run.id);
}
