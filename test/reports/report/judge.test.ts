import { describe, expect, test } from 'vitest';
import type { Calibration, KeptJudge, VerdictCounts } from '../../../evaluation/judge.ts';
import { bySchema } from '../../support/by-schema.ts';
import { digestOf } from '../../../app/domain/digest.ts';
import type { JudgeSpec } from '../../../app/domain/judge-spec.ts';
import { commentHead } from '../../../app/reports/comment/comment-head.ts';
import { reportPage } from '../../../app/reports/html/report-page.ts';
import { lineText } from '../../../app/reports/layout/line.ts';
import { makeReport } from '../../../app/reports/report/make-report.ts';
import { reportFile } from '../../../app/reports/report/report-json.ts';
import { reportNotes } from '../../../app/reports/report/report-notes.ts';
import { tableSections } from '../../../app/reports/report/report-sections.ts';
import { headOf } from '../../../app/reports/report/report-words.ts';
import type { Side } from '../../../app/reports/report/report.ts';
import { reportHead } from '../../../app/reports/terminal/report-head.ts';
import { makeRunView } from '../../../app/reports/view/run-view.ts';
import { JUDGE, keptJudge, VERDICTS } from '../../support/a-judge.ts';
import { aHeader, aPlan, aPlanStep, aStep } from '../build-run.ts';

const labelled = (pass: number, fail: number): Calibration => ({
  type: 'labelled',
  table: [
    [pass, 6],
    [9, fail],
  ],
  unjudged: 0,
});
const GOOD = { calibration: labelled(40, 45) };
const AGAINST = { type: 'alias', model: 'm', alias: 'production' } as const;
const PAIRED = { complete: 200, split: 30, decided: 350, first: 210 };

type Given = {
  readonly judge?: Partial<JudgeSpec>;
  readonly kept?: KeptJudge;
  readonly metrics?: Readonly<Record<string, number>>;
  readonly side?: Partial<Side>;
  /** That stood behind the alias when the run was made. */
  readonly version?: number;
};

const MEASURED = { acc: 0.56, 'acc.low': 0.51, 'acc.high': 0.61 };

function told({ judge, kept = keptJudge({}, GOOD), metrics = MEASURED, side, version = 7 }: Given) {
  const artifact = { digest: digestOf('m'), type: 'model', path: 'm', size: 1, files: 1 } as const;
  const input = { model: 'm', alias: 'production', path: 'm', writable: false, optional: false };
  const plan = aPlan([
    aPlanStep('evaluate', {
      inputs: { other: { ...input, frozen: { version, artifact } } },
      metrics: { path: null, live: null, primary: 'acc', maximize: ['acc'], minimize: [] },
      report: { compare: [], examples: VERDICTS, judge: { ...JUDGE, ...judge } },
    }),
  ]);
  const table = { digest: digestOf('t'), size: 1, rows: 1, format: 'csv', judge: kept } as const;
  const row = aStep('evaluate', { state: 'over', result: 'success', metrics, examples: table });
  const view = makeRunView({
    header: aHeader({ status: 'succeeded', endedAt: Date.UTC(2026, 2, 1, 10) }),
    plan,
    steps: [row],
    attempts: [],
    models: [],
    aliases: [],
  });
  const about = { name: 'm@production', is: 'alias', run: null, version: 7 } as const;
  const found = { type: 'measured', metrics: { acc: 0.5 } } as const;
  const [step] = view.steps;
  if (step === undefined) throw new Error('There is no step.');
  const report = makeReport(step, plan, [{ ...about, found, ...side }]);
  return { report, view, plan, change: report.metrics[0]?.against[side?.name ?? about.name] };
}

const countsOf = (counts: Partial<VerdictCounts>) => keptJudge(counts, GOOD);
const notesOf = (given: Given) => reportNotes(told(given).report).join('\n');
const commentOf = (given: Given) =>
  tableSections(told(given).report, null)
    .map(({ head }) => head)
    .join('\n');

describe('a judge', () => {
  test('is told with what it judged, and how it agrees with people', () => {
    const notes = notesOf({ kept: countsOf({ samples: 4 }) });
    expect(notes).toContain('acc is what judge-1 says of 200 items, 4 times each');
    expect(notes).toContain(
      'the judge agrees with people on 85 of 100 labelled answers (κ 0.7, 95 % 0.56 … 0.84); it passes 87 % of what they pass (95 % 0.743 … 0.939) and fails 83 % of what they fail (95 % 0.713 … 0.910)',
    );
    expect(notes).not.toContain('lost');
  });

  test.each([
    [null, 'people labelled no answers'],
    [labelled(20, 14), '49 answers were labelled by people and judged, and 50 are needed'],
    [labelled(20, 15), null],
    [
      {
        type: 'labelled',
        table: [
          [60, 0],
          [0, 0],
        ],
        unjudged: 0,
      },
      'people and judge gave all 60 answers one label: nothing was told apart',
    ],
    [{ type: 'unknown', reason: 'there is no file labels.csv' }, 'there is no file labels.csv'],
  ] as const)('that nobody knows stands in every headline: %j', async (calibration, why) => {
    const kept = keptJudge({}, { calibration: calibration as Calibration | null });
    const { report, view, plan } = told({ kept });
    const warning = why === null ? null : 'judge not calibrated';
    expect(headOf(report)?.warning).toBe(warning);
    const run = { view, plan, report, page: null };
    const places = [
      commentHead(run as unknown as Parameters<typeof commentHead>[0]).split('\n')[0] ?? '',
      reportHead(report, 300).map(lineText).join('\n'),
      /<p class="answer">[\s\S]*?<\/p>/.exec(
        await reportPage({ ...run, changed: null, baseCommits: [] }, ''),
      )?.[0] ?? '',
    ];
    for (const place of places) {
      expect(place).toContain('acc 0.56');
      expect(place.includes('judge not calibrated')).toBe(why !== null);
    }
    if (why !== null) expect(reportNotes(report)).toContain(`judge not calibrated: ${why}`);
    const file = reportFile({ ...run, changed: null, baseCommits: [] });
    expect(bySchema('report', file)).toMatchObject({ valid: true });
    expect(file.judge).toMatchObject({ metric: 'acc', items: 200, uncalibrated: why });
  });

  test('whose labels cannot be read tells a pull request nothing of what they hold', () => {
    const reason = 'row 3: column label is "ada@example.com", which is neither pass nor fail';
    const kept = keptJudge({}, { calibration: { type: 'unknown', reason } });
    expect(notesOf({ kept })).toContain(reason);
    expect(commentOf({ kept })).toContain('judge not calibrated&#58; labels could not be read');
    expect(commentOf({ kept })).not.toContain('ada');
  });

  test('says what it took, as far as its verdicts do', () => {
    const cost = { calls: 840, tokens: 51_200, dollars: 1.944, unsaid: 0 };
    const paid = (of: Partial<typeof cost>) => ({
      kept: { ...countsOf({}), cost: { ...cost, ...of } },
    });
    expect(notesOf(paid({}))).toContain('the judge took 840 calls, 51,200 tokens, $1.94\n');
    expect(notesOf(paid({ unsaid: 3, dollars: 0.0021 }))).toContain(
      ', $0.0021; 3 of them do not say what they took',
    );
    expect(commentOf(paid({}))).toContain('the judge took 840 calls');
    const { view, plan, report } = told(paid({}));
    const file = reportFile({ view, plan, report, changed: null, baseCommits: [] });
    expect(bySchema('report', file)).toMatchObject({ valid: true });
    expect(file.judge?.cost).toEqual(cost);
    const judge = report.judge == null ? null : { ...report.judge, isReused: true };
    const cached = { ...report, judge };
    expect(reportNotes(cached).join(' ')).toContain(', $1.94, in the run that its work is from');
    expect(notesOf({})).not.toContain('the judge took');
  });

  test('loses no verdict silently, and more than 1 in 100 stands in the headline', () => {
    const few = { kept: countsOf({ verdicts: 200, unparsed: 2 }) };
    expect(headOf(told(few).report)?.warning).toBeNull();
    expect(notesOf(few)).toContain('2 of 200 verdicts (1 %) lost and left out: 2 cannot be read');
    const many = { kept: countsOf({ verdicts: 198, unparsed: 2, missing: 2, unjudged: 1 }) };
    expect(headOf(told(many).report)?.warning).toBe('more than 1 % of its verdicts lost');
    const text =
      '4 of 200 verdicts (2 %) lost and left out: 2 cannot be read, 2 are missing, 1 item has none';
    expect(notesOf(many)).toContain(text);
    expect(commentOf(many)).toContain(text.replace(':', '&#58;'));
  });
});

describe('pairs that a judge judged', () => {
  const pairs = { judge: { against: AGAINST }, kept: countsOf({ pairs: PAIRED }) };

  test.each([
    [0.56, 0.51, 0.61, 'better'],
    [0.44, 0.39, 0.49, 'worse'],
    [0.52, 0.47, 0.57, 'no-detectable-change'],
  ])('are held against one half: %d (%d … %d) is %s', (acc, low, high, claim) => {
    const metrics = { acc, 'acc.low': low, 'acc.high': high };
    const { change } = told({ ...pairs, metrics });
    expect(change).toMatchObject({ value: 0.5, claim, inRun: true });
    expect(change?.change).toBeCloseTo(acc - 0.5, 12);
    expect(change?.interval?.low).toBeCloseTo(low - 0.5, 12);
  });

  test('are told with what the order decided and which place won', () => {
    const notes = notesOf(pairs);
    expect(notes).toContain(
      'acc is what judge-1 says of 200 items beside m@production v7, in both orders',
    );
    expect(notes).toContain(
      'the order decided 30 of 200 pairs, which count as ties; the first answer won 60 % of what was decided',
    );
  });

  test('say nothing of another version, nor of anything else that it is compared with', () => {
    expect(told({ ...pairs, version: 6 }).change).toMatchObject({
      claim: 'cannot-tell',
      interval: null,
      why: 'its pairs were judged beside v6 of it',
    });
    const main = { name: 'main', is: 'merge-base', version: null } as const;
    expect(told({ ...pairs, side: main }).change).toMatchObject({
      claim: 'cannot-tell',
      interval: null,
      why: 'its pairs are judged beside m@production',
    });
    expect(told({ ...pairs, metrics: { acc: 0.56 } }).change).toMatchObject({
      claim: 'cannot-tell',
      why: 'too few items to tell',
    });
  });

  test('were judged in this run, however the other side was judged in its own', () => {
    const { report, change } = told({ ...pairs, side: { otherwise: ['its command changed'] } });
    expect(change).toMatchObject({ claim: 'better' });
    expect(headOf(report)?.standings[0]).toMatchObject({ word: 'better than', otherwise: null });
    expect(reportNotes(report).join('\n')).not.toContain('not comparable');
  });
});
