import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { makeReport } from '../../../app/reports/report/make-report.ts';
import type { spreadOf } from '../../../math/welch.ts';

/** What reports are made by: ours, or a spoiled copy. */
export type Reporting = {
  readonly makeReport: typeof makeReport;
  readonly spreadOf: typeof spreadOf;
};

/** Loads it from a folder that holds the sources. */
export function loadReporting(root: string): Reporting {
  const require = createRequire(import.meta.url);
  const parts = ['app/reports/report/make-report.ts', 'math/welch.ts'];
  return Object.assign({}, ...parts.map((part): unknown => require(join(root, part)))) as Reporting;
}

export const ROOT = join(import.meta.dirname, '../../..');
