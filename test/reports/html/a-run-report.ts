import type { Report, ReportedMetric, Side } from '../../../app/reports/report/report.ts';
import type { RunReport } from '../../../app/reports/report/run-report.ts';
import { makeRunView } from '../../../app/reports/view/run-view.ts';
import { aHeader, aPlan, aPlanStep, aStep, T0 } from '../build-run.ts';

/** A report in which somebody else chose every name and every value of a param. */
export function aRunReport(name: string, metrics = 3): RunReport {
  const plan = aPlan([aPlanStep('evaluate')], { file: name });
  const gate = { id: name, metric: name, op: '>=', value: 0.9134, threshold: 0.85 } as const;
  const verdict = { verdict: 'pass', message: `gate ${name}: ${name} 0.9134` } as const;
  const over = { state: 'over', result: 'success', stepId: 'evaluate' } as const;
  const steps = [aStep('evaluate', { ...over, key: name, gates: [{ ...gate, ...verdict }] })];
  const header = (number: number, params: Readonly<Record<string, string>>) =>
    aHeader({
      number,
      pipeline: name,
      params,
      status: 'succeeded',
      endedAt: T0 + 65_000,
    });
  const viewOf = (number: number, params: Readonly<Record<string, string>>) => {
    const rows = { attempts: [], models: [], aliases: [] };
    return makeRunView({ plan, header: header(number, params), steps, ...rows });
  };
  const report = aReport(name, metrics);
  const [since] = report.sides;
  if (since === undefined) throw new Error('There is no side.');
  const differences = {
    files: [{ path: name, how: 'changed' }],
    steps: [{ step: name, changes: [`input ${name} changed`] }],
  };
  return {
    view: viewOf(12, { [name]: name }),
    plan,
    report,
    changed: { since, other: viewOf(11, { [name]: 'other' }), differences },
    baseCommits: [],
  };
}

function aReport(name: string, amount: number): Report {
  const run = { id: '01', sha: null, number: '11', page: null, params: {} };
  const measured = { type: 'measured', metrics: {} } as const;
  const sides: readonly Side[] = [
    { name, is: 'merge-base', run, version: null, found: measured },
    { name: `${name}@live`, is: 'alias', run, version: 3, found: measured },
    { name: `${name}@old`, is: 'alias', run: null, version: 2, found: { type: 'never' } },
  ];
  const interval = { low: 0.008, high: 0.02 };
  const change = { value: 0.8992, change: 0.0142, interval, claim: 'better' } as const;
  const metrics = Array.from({ length: amount }, (_, at): ReportedMetric => ({
    name: at === 0 ? name : `${name}.${at}`,
    goal: 'up',
    isPrimary: at === 0,
    isGated: false,
    value: 0.9134,
    interval: { low: 0.909, high: 0.9178 },
    against: { [name]: change, [`${name}@live`]: change },
  }));
  return { step: name, sides, metrics };
}
