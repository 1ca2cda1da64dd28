import type { Finding } from '../simulate/finding.ts';
import { loadReporting, ROOT, type Reporting } from './reporting.ts';
import { reportLaws, type ReportEffort } from './report-laws.ts';

/** Tries the laws of reports on so many reports each, telling of each. Null: all held; else the first that did not. */
export function tryReports(
  effort: ReportEffort,
  {
    tried = loadReporting(ROOT),
    tell = (finding: Finding): void => console.log(words(finding)),
  }: { readonly tried?: Reporting; readonly tell?: (finding: Finding) => void } = {},
): string | null {
  for (const finding of reportLaws(tried, effort)) {
    tell(finding);
    if (!finding.holds) return words(finding);
  }
  return null;
}

function words({ law, holds, figures }: Finding): string {
  return `${holds ? 'held' : 'BROKEN'}: ${law}: ${figures}`;
}
