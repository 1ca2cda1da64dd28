import { compareExamples } from '../../../evaluation/compare/compare-examples.ts';
import { measureExamples } from '../../../evaluation/compare/measure-examples.ts';
import type { Effort, Evaluation, Finding } from './finding.ts';
import { LAWS } from './laws.ts';

/** Of so many resamples an interval is nearly the one of 10,000. */
const FEWER_RESAMPLES = 2000;

/** Tries all laws on so many pairs each, telling of each. Null: all held; else the first that did not. */
export function tryStatistics(
  {
    runs,
    seed,
    resamples = FEWER_RESAMPLES,
  }: Omit<Effort, 'resamples'> & { readonly resamples?: number },
  {
    tried = { compareExamples, measureExamples },
    tell = (finding: Finding): void => console.log(words(finding)),
  }: { readonly tried?: Evaluation; readonly tell?: (finding: Finding) => void } = {},
): string | null {
  for (const law of LAWS) {
    for (const finding of law(tried, { runs, seed, resamples })) {
      tell(finding);
      if (!finding.holds) return words(finding);
    }
  }
  return null;
}

function words({ law, holds, figures }: Finding): string {
  return `${holds ? 'held' : 'BROKEN'}: ${law}: ${figures}`;
}
