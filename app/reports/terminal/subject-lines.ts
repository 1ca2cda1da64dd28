import { printable } from '../../../text/printable.ts';
import { padText } from '../layout/fit.ts';
import { indent, line, span, type Line } from '../layout/line.ts';
import { wrap } from '../layout/wrap.ts';
import type { PlanNote } from '../view/laptop-notes.ts';

/** What is told of several subjects, each named once before its first line. */
export function subjectLines(notes: readonly PlanNote[], width: number): readonly Line[] {
  const subjects = notes.map(({ subject }) => printable(subject));
  const column = Math.min(24, Math.max(...subjects.map((subject) => subject.length)));
  return notes.flatMap(({ text }, index) => {
    const subject = subjects[index] === subjects[index - 1] ? '' : (subjects[index] ?? '');
    const [first = '', ...rest] = wrap(text, width - column - 4);
    return [
      [span(`  ${padText(subject, column)}  `, 'accent'), span(first)],
      ...rest.map((more) => indent(line(more), column + 4)),
    ];
  });
}
