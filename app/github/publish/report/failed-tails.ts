import type { RunView } from '../../../../schemas/run-view.generated.ts';
import type { LogTails } from '../../../runtime/ports/logs.ts';

/** Enough for the traceback of a deep call; reports show the last of them. */
const LINES = 200;
/** More failures than a check has room for. */
const MOST = 20;

/** The last lines that each failed step or cell printed, by key. */
export async function failedTails(
  tails: Pick<LogTails, 'read'>,
  view: RunView,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const failed = view.steps.filter(({ result }) => result === 'failure').slice(0, MOST);
  const found = failed.map(async ({ key, attempts }) => {
    const attempt = attempts.at(-1)?.number ?? 0;
    const lines = await tails.read({ run: view.id, key, attempt }, 0, LINES);
    return [key, lines.map(({ text }) => text)] as const;
  });
  return new Map(await Promise.all(found));
}
