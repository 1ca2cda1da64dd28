import { EXECUTOR_LIMITS } from '../../../schemas/executor-limits.ts';
import { readEntries } from '../../../content/read-entries.ts';
import { storeManifest } from '../../../content/save-tree.ts';
import { storeFiles } from '../../../content/store-files.ts';
import type { MaterialReport } from '../../../schemas/attempt-report.generated.ts';
import type { Attempt } from '../attempt.ts';
import { exactSize } from '../../../text/size.ts';
import { matchPlots } from './match-plots.ts';
import type { IsFromBefore } from './remember-products.ts';
import { readSmallFile } from './read-small-file.ts';
import { messageOf } from '../../../text/message-of.ts';
import { cut } from '../../../text/shortened.ts';

const { summary: MOST_SUMMARY_BYTES, plots: MOST_PLOTS } = EXECUTOR_LIMITS;

/**
 * Stores plots and reads the summary, whatever the end was, and reports them if there are any. What cannot be kept is
 * told of; it never decides how the attempt ends.
 */
export async function reportMaterial(attempt: Attempt, isFromBefore: IsFromBefore): Promise<void> {
  const summary = await readSummary(attempt);
  const plots = await savePlots(attempt, isFromBefore).catch((error: unknown) => {
    attempt.log.say(`Plots were not kept: ${messageOf(error)}`);
    return null;
  });
  if (plots === null && summary === null) return;
  attempt.host.report({ type: 'material', at: Date.now(), plots, summary });
}

async function readSummary({ places, mask, log }: Attempt): Promise<string | null> {
  const file = await readSmallFile(places.summary, MOST_SUMMARY_BYTES);
  if (file.type === 'text') {
    const text = cut(mask.apply(file.text), MOST_SUMMARY_BYTES);
    return text.trim() === '' ? null : text;
  }
  if (file.type === 'too-large') {
    log.say(
      `The summary has ${exactSize(file.bytes)} and is left out; at most ${exactSize(MOST_SUMMARY_BYTES)} are shown.`,
    );
  }
  return null;
}

async function savePlots(
  attempt: Attempt,
  isFromBefore: IsFromBefore,
): Promise<MaterialReport['plots']> {
  const { blobs, folders } = attempt.host;
  const paths = await findPlots(attempt, isFromBefore);
  if (paths.length === 0) return null;
  const found = paths.map((path) => ({ path, type: 'file' as const }));
  const entries = await readEntries(folders.workspace, found, {
    signal: attempt.host.kill,
    gone: 'skip',
  });
  const options = { signal: attempt.host.kill, missing: blobs.missingOrDamaged };
  const stored = await storeFiles(blobs, folders.workspace, entries, options);
  const { digest, size, files } = await storeManifest(blobs, {
    format: 1,
    single: false,
    entries: stored,
  });
  return { digest, type: 'report', path: '.', size, files };
}

async function findPlots(
  { ticket, host, log, mask }: Attempt,
  isFromBefore: IsFromBefore,
): Promise<string[]> {
  const found: string[] = [];
  for (const path of await matchPlots(host.folders.workspace, ticket.plots)) {
    if (!(await isFromBefore(path))) found.push(path);
  }
  const shown = found.filter((path) => mask.apply(path) === path);
  if (shown.length < found.length) {
    log.say('A plot whose name contains a secret is left out: names are shown to everyone.');
  }
  if (found.length > MOST_PLOTS) {
    log.say(`plots match ${found.length} files; the first ${MOST_PLOTS} are kept.`);
  }
  return shown.slice(0, MOST_PLOTS);
}
