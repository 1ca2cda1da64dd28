import type { Statistic } from '../examples.ts';
import type { Asked } from '../intervals/estimate-all.ts';
import type { Rows } from '../statistics/prepared-statistic.ts';
import { MOST_UNITS } from './group-units.ts';
import { FEWEST_OF_CLASS_TO_RESAMPLE, rarerOf } from './why-too-few.ts';

type Method = Pick<Asked, 'by' | 'df'>;

/**
 * How the noise of a statistic is found, where the examples are enough for it. What ranks examples passes over all of
 * them in each resample, and cannot be summed by groups: of many the closed form is as good.
 */
export function chooseMethod(statistic: Statistic, rows: Rows): Method {
  const closed = closedForm(statistic, rows);
  const isMany = rows.count > MOST_UNITS;
  switch (statistic.type) {
    case 'auc': {
      const isFew = closed.df + 1 < FEWEST_OF_CLASS_TO_RESAMPLE;
      return isFew || isMany ? closed : { ...closed, by: 'bca' };
    }
    case 'average-precision':
    case 'quantile':
      return isMany ? closed : { ...closed, by: 'bca' };
    default:
      return { ...closed, by: 'bca' };
  }
}

/**
 * Without resamples. Of many numbers at once only what chance hardly ever does is shown, and of that 10,000 resamples
 * say nothing: their tails end there. It also takes no time.
 */
export function closedForm(statistic: Statistic, rows: Rows): Method {
  if (statistic.type !== 'auc') return { by: 'influence-function', df: rows.units - 1 };
  // Only the rarer class says how sure the variance itself is.
  return { by: 'delong', df: rarerOf(statistic.label, rows).units - 1 };
}
