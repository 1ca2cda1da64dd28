import { instantText } from '../../../domain/run/instant-text.ts';
import { printable } from '../../../../text/printable.ts';
import type { AttemptId } from '../../../runtime/ports/attempts.ts';
import type { PageStore } from '../../pages-deps.ts';
import { KEPT_LINES } from '../load-detail.ts';

/** All lines that are kept of an attempt, as a text file with their times; null: there are none. */
export async function logFile(store: PageStore, of: AttemptId): Promise<string | null> {
  const lines = await store.logTails.read(of, 0, KEPT_LINES);
  if (lines.length === 0) return null;
  const first = lines[0]?.seq ?? 1;
  const lead = first > 1 ? [`(lines 1 to ${first - 1} are not kept)`] : [];
  const texts = lines.map(({ at, text }) => {
    const time = at === null ? '' : `${instantText(at)} `;
    return `${time}${printable(text.toWellFormed())}`;
  });
  return [...lead, ...texts, ''].join('\n');
}
