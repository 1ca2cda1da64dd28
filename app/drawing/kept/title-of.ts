import type { TablePlot } from '../../domain/plan.ts';
import type { KeptPlot } from './kept-plots.ts';

/** What stands above a plot. */
export function titleOf({ file, shape }: KeptPlot): string {
  return shape.type === 'table' ? (shape.plot.title ?? nameOf(shape.plot)) : file;
}

function nameOf(plot: TablePlot): string {
  switch (plot.type) {
    case 'curve':
    case 'bar':
      return `${plot.y.join(', ')} by ${plot.x}`;
    case 'roc':
      return 'ROC curve';
    case 'calibration':
      return 'Calibration';
    case 'confusion':
      return 'Confusion matrix';
  }
}
