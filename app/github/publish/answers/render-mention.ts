import { POLICY_FILE } from '../../../domain/policy.ts';
import type { RunHeader } from '../../../domain/run/run.ts';
import { resultLine } from '../../../reports/answer/result-line.ts';
import type { Publication } from '../../../runtime/ports/hosted/publications.ts';
import { loadReport } from '../report/load-report.ts';
import type { PublishDeps } from '../publish-deps.ts';
import type { Rendered } from '../rendered.ts';

/** The comment that tells whoever started a long run what it came to; null: that was said, and is not said again. */
export async function renderMention(
  deps: PublishDeps,
  { run, pull }: Extract<Publication['target'], { type: 'mention' }>,
  { shown }: Publication['state'],
): Promise<Rendered | null> {
  if (shown !== null) return null;
  const header = await deps.store.runs.header(run);
  const login = header === null ? null : loginOf(header);
  if (login === null) return null;
  const report = await loadReport(deps, run);
  if (report === null) return null;
  const marker = `<!-- mlpipelines:mention-${run} -->`;
  const why = `<sub>You started this run, and it took long. <code>mention: never</code> in <code>${POLICY_FILE}</code> keeps such comments away.</sub>`;
  return {
    kind: 'comment',
    marker,
    issue: pull,
    ifDeleted: 'leave',
    body: `${marker}\n@${login} ${resultLine(report)}\n\n${why}`,
    state: 'said',
    isFinal: true,
    since: null,
  };
}

/**
 * The login of the person who started a run; null: nobody did whom a mention reaches. Bots have `[bot]` behind their name
 * (https://docs.github.com/apps/creating-github-apps/about-creating-github-apps/about-creating-github-apps), people
 * letters, digits and `-`, managed ones the short code of their enterprise behind a `_`
 * (https://github.com/GrantBirki/github-username-regex-js).
 */
export function loginOf({ actor }: Pick<RunHeader, 'actor'>): string | null {
  return actor !== null && /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(actor) ? actor : null;
}
