import { line, lineText, lineWidth, span, type Line } from '../layout/line.ts';
import { wrap } from '../layout/wrap.ts';
import type { Report } from '../report/report.ts';
import {
  headOf,
  lackOf,
  sideText,
  type ReportHead,
  type Standing,
} from '../report/report-words.ts';

/** Better or worse than what, in a line or two, with what is not known of the noise. Nothing where no metric stands for the model. */
export function reportHead(report: Report, width: number): readonly Line[] {
  const head = headOf(report);
  if (head === null) return [];
  const [first, ...rest] = head.standings;
  if (first === undefined) return fitted([alone(head, report)], width);
  const others = rest.map((standing) => also(standing));
  const { but } = first;
  const setbacks = but.length === 0 ? [] : [line(`  but ${but.join('; ')}`, 'warn')];
  return fitted([...claim(head, first, width), ...setbacks, ...others], width);
}

function claim(
  { metric, value, warning }: ReportHead,
  first: Standing,
  width: number,
): readonly Line[] {
  const { tone, word, side, moved, interval, caveat } = first;
  const before = [
    span('  '),
    span(word, tone),
    span(` ${sideText(side)}: `),
    span(`${metric} ${value}`, 'strong'),
  ];
  const sure = interval === null ? [] : [`95 % ${interval}`];
  const noted = caveat === null ? [] : [caveat];
  const warned = warning === null ? [] : [warning];
  const details = [...sure, ...noted, ...warned];
  const whole = [
    ...before,
    span(` (${[[moved, ...sure].join(', '), ...noted, ...warned].join('; ')})`),
  ];
  if (details.length === 0 || lineWidth(whole) <= width) return [whole];
  return [[...before, span(` (${moved})`)], line(`  ${details.join('; ')}`, 'dim')];
}

function also({ tone, word, side, moved }: Standing): Line {
  return [span('  also ', 'dim'), span(word, tone), span(` ${sideText(side)} (${moved})`)];
}

function alone({ metric, value, warning }: ReportHead, { sides }: Report): Line {
  const lacks = sides.flatMap((side) => lackOf(side) ?? []);
  const why = lacks.length === 0 ? '' : `: ${lacks.join('; ')}`;
  return [
    span(`  ${metric} ${value}`, 'strong'),
    ...(warning === null ? [] : [span(` (${warning})`)]),
    span(`, with nothing to compare it with yet${why}`, 'dim'),
  ];
}

/** What is too long for a line loses its colours, and nothing else. */
function fitted(lines: readonly Line[], width: number): readonly Line[] {
  return lines.flatMap((each) =>
    lineWidth(each) <= width
      ? [each]
      : wrap(lineText(each).trim(), width - 2).map((text) => line(`  ${text}`)),
  );
}
