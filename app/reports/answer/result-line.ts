import { duration } from '../../../text/duration.ts';
import { checkTitle } from '../check/check-title.ts';
import type { CommentedRun } from '../comment/commented-run.ts';
import { inlineText } from '../markdown/inline-text.ts';
import { toneMark } from '../markdown/tone-mark.ts';
import { reportLines } from '../report/report-sections.ts';
import { answerOf, headOf } from '../report/report-words.ts';
import { runNumber, runWords } from '../words/run-words.ts';
import { timeBetween } from '../words/step-time.ts';

/** What a run that is over came to, in one line of Markdown: `✅ [churn #30](…) · better than main: val_auc 0.9101 (+0.0009) in 71m 00s`. */
export function resultLine(run: CommentedRun): string {
  const { view, page } = run;
  const name = `${inlineText(view.pipeline)} #${runNumber(view)}`;
  const linked = page === null ? `**${name}**` : `**[${name}](${page})**`;
  return `${markOf(run)} ${linked} · ${outcome(run)}`;
}

function markOf({ view, report = null }: CommentedRun): string {
  const first = report === null ? undefined : headOf(report)?.standings[0];
  const isClaimed = view.status === 'succeeded' && first !== undefined;
  return toneMark(isClaimed ? first.mark : runWords(view.status).tone);
}

/** The claim against the first side that measured the same; where there is none, as the check's title says it. */
function outcome(run: CommentedRun): string {
  const { view, report = null } = run;
  const against = report === null ? null : (answerOf(report)?.against ?? null);
  const said = report === null || against === null ? null : reportLines(report);
  if (said === null) return inlineText(checkTitle(run));
  const { word } = runWords(view.status);
  const ms = timeBetween(view);
  const lead = view.status === 'succeeded' ? '' : `${word}, `;
  const time = ms === null ? '' : ` in ${duration(ms).replace('<', '&lt;')}`;
  return `${lead}${said.claim}${time}`;
}
