import type { Statistic } from '../examples.ts';
import type { Asked } from '../intervals/estimate-all.ts';
import type { Rows } from '../statistics/prepared-statistic.ts';
import { MOST_UNITS } from './group-units.ts';
import { FEWEST_OF_CLASS_TO_RESAMPLE, rarerOf } from './why-too-few.ts';

/**
 * How the noise of a statistic is found, where the examples are enough for it. What ranks examples passes over all of
 * them in each resample, and cannot be summed by groups: of many the closed form is as good.
 */
export function chooseMethod(statistic: Statistic, rows: Rows): Pick<Asked, 'by' | 'df'> {
  const isMany = rows.count > MOST_UNITS;
  switch (statistic.type) {
    case 'auc': {
      // Only the rarer class says how sure the variance itself is.
      const { units } = rarerOf(statistic.label, rows);
      const isFew = units < FEWEST_OF_CLASS_TO_RESAMPLE;
      return { by: isFew || isMany ? 'delong' : 'bca', df: units - 1 };
    }
    case 'average-precision':
    case 'quantile':
      return { by: isMany ? 'influence-function' : 'bca', df: rows.units - 1 };
    default:
      return { by: 'bca', df: rows.units - 1 };
  }
}
