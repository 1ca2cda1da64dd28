import { isList, isMap, type JsonMap } from '../../../domain/json.ts';
import { cutToBytes } from '../../../../text/bytes.ts';
import { resultLine } from '../../../reports/answer/result-line.ts';
import { MOST_BYTES } from '../../../reports/markdown/fit-sections.ts';
import type { Publication } from '../../../runtime/ports/hosted/publications.ts';
import type { AnswerLine } from '../../message.ts';
import { loadReport } from '../report/load-report.ts';
import type { PublishDeps } from '../publish-deps.ts';
import type { Rendered } from '../rendered.ts';

export type AnswerAt = {
  readonly target: Extract<Publication['target'], { type: 'answer' }>;
  readonly notes: JsonMap;
  readonly state: Publication['state'];
};

/** All that it tells of has ended and was said: it is never edited again. */
const OVER = 'over';

/** The answer to a comment that started runs: of each that is over what it came to, in place of the line that told of its start. */
export async function renderAnswer(
  deps: PublishDeps,
  { target, notes, state }: AnswerAt,
): Promise<Rendered | null> {
  if (state.shown?.standing === OVER) return null;
  const lines = linesIn(notes);
  if (lines.length === 0) return null;
  const told = await Promise.all(lines.map((line) => toldNow(deps, line, lines.length > 1)));
  const marker = `<!-- mlpipelines:reply-${target.comment} -->`;
  const open = told.filter(({ isOpen }) => isOpen).length;
  const text = told.map((line) => line.text).join('\n');
  return {
    kind: 'comment',
    marker,
    issue: target.issue,
    ifDeleted: 'leave',
    body: cutToBytes(`${marker}\n${text}`, MOST_BYTES),
    state: open === 0 ? OVER : `${open} open`,
    isFinal: true,
    since: null,
  };
}

async function toldNow(
  deps: PublishDeps,
  { text, run }: AnswerLine,
  isListed: boolean,
): Promise<{ readonly text: string; readonly isOpen: boolean }> {
  const header = run === null ? null : await deps.store.runs.header(run);
  if (header === null) return { text, isOpen: false };
  if (header.endedAt === null) return { text, isOpen: true };
  const report = await loadReport(deps, header.id);
  if (report === null) return { text, isOpen: false };
  const mark = isListed && text.startsWith('- ') ? '- ' : '';
  return { text: `${mark}${resultLine(report)}`, isOpen: false };
}

function linesIn({ lines }: JsonMap): readonly AnswerLine[] {
  return (lines !== undefined && isList(lines) ? lines : []).flatMap((value) => {
    const { text, run } = isMap(value) ? value : {};
    return typeof text === 'string' ? [{ text, run: typeof run === 'string' ? run : null }] : [];
  });
}
