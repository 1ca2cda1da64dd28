import { joinParts, line, type Line } from '../layout/line.ts';
import { wrap } from '../layout/wrap.ts';
import { nothingMeasured } from '../report/nothing-measured.ts';
import type { Report } from '../report/report.ts';
import { leakageWarnings } from '../report/leakage-notes.ts';
import { reportNotes } from '../report/report-notes.ts';
import type { RunReport } from '../report/run-report.ts';
import { comparisonLines } from './comparison-lines.ts';
import { gateSection } from './gate-section.ts';
import { reportHead } from './report-head.ts';
import { shownKey } from '../words/step-words.ts';
import { reportTables } from './report-tables.ts';
import { runHeadline } from './run-headline.ts';
import { sliceTables } from './slice-tables.ts';

/** Whether the model of a run got better: what may be claimed, every metric beside what others measured, gates, and what changed. */
export function reportStory(told: RunReport, width: number): readonly Line[] {
  const { view, report, changed } = told;
  return joinParts([
    [
      runHeadline(view),
      ...(report === null ? [] : [...warnings(report, width), ...reportHead(report, width)]),
    ],
    ...(report === null ? [missing(told, width)] : measured(report, told, width)),
    gateSection(view, new Set(), width),
    ...(changed === null ? [] : [comparisonLines({ ...changed, view }, width).slice(1)]),
  ]).slice(1);
}

function warnings(report: Report, width: number): readonly Line[] {
  return leakageWarnings(report).flatMap((warning) =>
    wrap(warning, width - 4).map((text, at) => line(`${at === 0 ? '! ' : '  '}${text}`, 'warn')),
  );
}

function measured(
  report: Report,
  { view }: RunReport,
  width: number,
): readonly (readonly Line[])[] {
  return [
    ...reportTables(report, view, width),
    ...sliceTables(report, view, width),
    [`measured by ${shownKey(report.step)}`, ...reportNotes(report)].flatMap((note) =>
      wrap(note, width).map((text) => line(text, 'dim')),
    ),
  ];
}

function missing({ view, plan }: RunReport, width: number): readonly Line[] {
  const { why, next } = nothingMeasured(view, plan);
  return [...wrap(why, width).map((text) => line(text)), line(`→ ${next}`, 'dim')];
}
