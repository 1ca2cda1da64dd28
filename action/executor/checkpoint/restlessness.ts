import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { printFolder } from './folder-print.ts';

/** A folder that is written into all the time is whole at no time that we could tell. */
const PATIENCE = 3;

/**
 * Warns, once, of files that have been changing for so long that no checkpoint of them could be saved. To be asked
 * whenever they are not quiet.
 */
export function restlessness(
  { path, everyMs }: Pick<NonNullable<Ticket['checkpoint']>, 'path' | 'everyMs'>,
  folder: string,
  { quietMs, say }: { readonly quietMs: number; readonly say: (text: string) => void },
): () => Promise<void> {
  const from = Date.now() + PATIENCE * Math.max(everyMs, quietMs);
  let isTold = false;
  return async () => {
    if (isTold || Date.now() < from || (await printFolder(folder)) === null) return;
    isTold = true;
    say(
      `Warning: no checkpoint yet: files in ${path.replace(/\/?$/, '/')} keep changing, so it is never whole. Say when one is: set \`save: on-signal\`, and append a line to the file $MLPIPELINES_CHECKPOINT_READY after each.`,
    );
  };
}
