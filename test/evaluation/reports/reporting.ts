import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { judgeGates } from '../../../app/engine/gates/judge-gates.ts';
import type { luckOf, trainingError } from '../../../app/reports/report/judge-training.ts';
import type { makeReport } from '../../../app/reports/report/make-report.ts';
import type { spreadOf } from '../../../math/welch.ts';

/** What reports are made and gates are judged by: ours, or a spoiled copy. */
export type Reporting = {
  readonly makeReport: typeof makeReport;
  readonly spreadOf: typeof spreadOf;
  readonly trainingError: typeof trainingError;
  readonly luckOf: typeof luckOf;
  readonly judgeGates: typeof judgeGates;
};

/** Loads it from a folder that holds the sources. */
export function loadReporting(root: string): Reporting {
  const require = createRequire(import.meta.url);
  const parts = [
    'app/reports/report/make-report.ts',
    'app/reports/report/judge-training.ts',
    'app/engine/gates/judge-gates.ts',
    'math/welch.ts',
  ];
  return Object.assign({}, ...parts.map((part): unknown => require(join(root, part)))) as Reporting;
}

export const ROOT = join(import.meta.dirname, '../../..');
