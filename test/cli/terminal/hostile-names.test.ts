import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../app/domain/plan.ts';
import type { Problem } from '../../../app/domain/problem.ts';
import type { RunView } from '../../../schemas/run-view.generated.ts';
import { liveLines } from '../../../app/cli/terminal/live-lines.ts';
import { lineOfLog } from '../../../app/cli/terminal/line-of-log.ts';
import { paint } from '../../../app/cli/terminal/paint.ts';
import { printJson, printText, printValue } from '../../../app/cli/terminal/print.ts';
import { codeFrame } from '../../../app/reports/terminal/code-frame.ts';
import { endStory } from '../../../app/reports/terminal/end-story.ts';
import { metricsTable } from '../../../app/reports/terminal/metrics-table.ts';
import { reportStory } from '../../../app/reports/terminal/report-story.ts';
import { makeReport } from '../../../app/reports/report/make-report.ts';
import type { RunReport } from '../../../app/reports/report/run-report.ts';
import { runChanges } from '../../../app/reports/terminal/progress-lines.ts';
import { whyStory } from '../../../app/reports/terminal/why-lines.ts';
import { makeRunView } from '../../../app/reports/view/run-view.ts';
import { LONG_RUN } from '../../reports/a-long-run.ts';
import { hostileText, obeyed } from '../../support/hostile-text.ts';

/** Words of ours, which no file and no store chooses. */
const OURS =
  /^(?:state|result|status|verdict|severity|type|role|class|end|mode|when|direction|digest|severity|decision|op)$|At$/;

describe('what a hostile name, key, message or metric gets into a terminal', () => {
  test('is no escape but our colours, whatever tells of it', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 20, max: 120 }), (text, width) => {
        const record = spoiled(LONG_RUN, text);
        const { plan } = record;
        const view = makeRunView(record);
        const printed = [{ key: view.steps[0]?.key ?? '', attempt: 1, text }];
        const told = [
          ...endStory({ view, plan, tails: new Map([[text, [text, text]]]) }, width),
          ...runChanges(null, view, plan, { printed, prepared: () => false }),
          ...metricsTable({ view, other: view, plan }, width),
          ...liveLines({ view, plan, live: new Map(), now: 0, columns: width, rows: 40 }),
          ...view.steps.flatMap(({ key }) =>
            whyStory({ view, plan, key, cache: [text], approvals: [] }, width),
          ),
          ...reportStory(reportOf(view, plan), width),
          ...codeFrame(aProblem(text), { file: text, text }, width),
        ];
        expect(obeyed(paint(told, true), true)).toEqual([]);
        expect(obeyed(paint(told, false), false)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('is none in a text, a document or a value either', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const written: string[] = [];
        const stdout = { write: (piece: string) => written.push(piece), isTTY: true };
        printText(stdout, `error: ${text}\n  ${text}\n`);
        printJson({ stdout }, { [text]: text });
        printValue({ stdout }, text);
        expect(obeyed(written.join(''), false)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  test('a value for a program is what it is', () => {
    const written: string[] = [];
    printValue({ stdout: { write: (piece: string) => written.push(piece) } }, '\u001B[31mred');
    expect(written).toEqual(['\u001B[31mred\n']);
  });

  test('in a log are the colours of the step, which end with the line', () => {
    expect(lineOfLog('a \u001B[31mred\u001B]0;owned\u0007 \u202Eline', true)).toBe(
      'a \u001B[31mred �line\u001B[0m',
    );
    expect(lineOfLog('a \u001B[31mred\u001B[0m\tline', false)).toBe('a red\tline');
    fc.assert(
      fc.property(hostileText, fc.boolean(), (text, colour) => {
        expect(obeyed(lineOfLog(text, colour), colour)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});

/** A run beside itself. */
function reportOf(view: RunView, plan: Plan): RunReport {
  const step = view.steps.find(({ metrics }) => Object.keys(metrics).length > 0);
  if (step === undefined) throw new Error('Nothing is measured.');
  const { id, params } = view;
  const run = { id, sha: null, number: '1', page: null, params };
  const found = { type: 'measured', metrics: step.metrics } as const;
  const side = { name: view.pipeline, is: 'merge-base', run, version: null, found } as const;
  const files = [{ path: view.pipeline, how: 'changed' }];
  const differences = { files, steps: [{ step: step.key, changes: [view.pipeline] }] };
  const changed = { since: side, other: view, differences };
  const report = makeReport(step, plan, [side]);
  return { view, plan, report, changed, baseCommits: [] };
}

/** The same with a hostile text behind each of its texts that others choose, and in its keys. */
function spoiled<T>(value: T, text: string): T {
  const spoil = (part: unknown, name: string): unknown => {
    if (typeof part === 'string') return OURS.test(name) ? part : `${part}${text}`;
    if (Array.isArray(part)) return part.map((item) => spoil(item, name));
    if (typeof part !== 'object' || part === null) return part;
    const isNumbers = Object.values(part).every((inner) => typeof inner === 'number');
    const isFree =
      /^(?:outputs|artifacts|params|facts)$/.test(name) || (name === 'metrics' && isNumbers);
    return Object.fromEntries(
      Object.entries(part).map(([key, inner]) => [
        isFree ? `${key}${text}` : key,
        spoil(inner, key),
      ]),
    );
  };
  return spoil(value, '') as T;
}

function aProblem(text: string): Problem {
  return {
    line: 1,
    column: 1,
    endLine: 1,
    endColumn: text.length + 1,
    code: 'yaml-syntax',
    severity: 'error',
    message: text,
    hint: text,
  };
}
