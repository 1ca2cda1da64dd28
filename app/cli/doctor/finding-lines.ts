import { joinParts, line, span, type Line, type Tone } from '../../reports/layout/line.ts';
import { wrap } from '../../reports/layout/wrap.ts';
import { count } from '../../reports/words/step-words.ts';
import type { Finding, Section } from './doctor-finding.ts';

const MARKS: Readonly<Record<Finding['verdict'], readonly [mark: string, tone: Tone]>> = {
  ok: ['✓', 'good'],
  warning: ['!', 'warn'],
  problem: ['✗', 'bad'],
};

/** What was found, for a person: each subject below its name, the fix below what is to be fixed, and what it comes to. */
export function findingLines(sections: readonly Section[], width: number): readonly Line[] {
  const parts = sections.map(({ subject, findings }) => [
    line(subject, 'strong'),
    ...findings.flatMap((finding) => linesOf(finding, width)),
  ]);
  return joinParts([...parts, [summary(sections.flatMap(({ findings }) => findings))]]).slice(1);
}

const INDENT = '    ';

function linesOf({ checked, verdict, found, fix }: Finding, width: number): readonly Line[] {
  const [mark, tone] = MARKS[verdict];
  const room = Math.max(20, Math.min(width, 110) - INDENT.length);
  const [first = '', ...rest] = wrap(`${checked}: ${found}`, room);
  const below = fix === null ? [] : wrap(`→ ${fix}`, room);
  return [
    [span(`  ${mark} `, tone), span(first)],
    ...rest.map((text) => line(INDENT + text)),
    ...below.map((text) => line(INDENT + text, tone)),
  ];
}

function summary(findings: readonly Finding[]): Line {
  const problems = findings.filter(({ verdict }) => verdict === 'problem').length;
  const warnings = findings.filter(({ verdict }) => verdict === 'warning').length;
  if (problems + warnings === 0) return line('Nothing is wrong.', 'good');
  const told = [
    ...(problems === 0 ? [] : [count(problems, 'problem')]),
    ...(warnings === 0 ? [] : [count(warnings, 'warning')]),
  ];
  return line(`${told.join(' and ')}.`, problems > 0 ? 'bad' : 'warn');
}
