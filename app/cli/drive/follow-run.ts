import { runViewer } from '../../reports/view/run-view.ts';
import type { RuntimeChange } from '../../runtime/runtime.ts';
import type { RunView } from '../../../schemas/run-view.generated.ts';
import type { RunDisplay } from '../terminal/run-display.ts';
import { isOver } from '../workspace/is-over.ts';
import type { Driver } from '../workspace/open-driver.ts';
import { drivenRecord } from './driven-record.ts';
import { LiveNews } from './live-news.ts';
import { paced } from './paced.ts';

export type Following = {
  /** The last view of the run, once it is over; rejects when the store fails. */
  readonly over: Promise<RunView>;
  readonly stop: () => void;
};

/** Shows what happens to a run, on a display, until it is over. */
export async function followRun(
  driver: Pick<Driver, 'runtime' | 'store'>,
  run: string,
  display: RunDisplay,
): Promise<Following> {
  const viewOf = runViewer();
  const news = new LiveNews();
  const over = Promise.withResolvers<RunView>();
  let hasEnded = false;
  const redraw = async (): Promise<void> => {
    const view = viewOf(await drivenRecord(driver, run));
    news.forgetEnded(view);
    hasEnded ||= isOver(view.status);
    if (isOver(view.status)) over.resolve(view);
    else if (!hasEnded) display.update(view, news.steps);
  };
  const redrawing = paced(redraw, over.reject);
  const take = async (change: RuntimeChange): Promise<void> => {
    if (change.type !== 'run') tell(change, news, display);
    // What another process changed may have ended it; to know that it has to be read.
    const mayBeOver =
      change.type === 'run' && (change.patch === null || isOver(change.patch.header.status));
    if (mayBeOver) await redraw();
    else redrawing.soon();
  };
  const stopListening = driver.runtime.onChange((change) => {
    const subject = change.type === 'run' ? change.run : change.of.run;
    if (subject === run) take(change).catch(over.reject);
  });
  await redraw();
  return {
    over: over.promise,
    stop: () => {
      stopListening();
      redrawing.stop();
    },
  };
}

function tell(
  change: Exclude<RuntimeChange, { type: 'run' }>,
  news: LiveNews,
  display: RunDisplay,
): void {
  const { key, attempt } = change.of;
  if (change.type === 'samples') return news.samples(key, change.samples);
  news.lines(key, change.lines);
  for (const { text, stream } of change.lines) {
    display.line({ key, attempt, text, isOfExecutor: stream === 'system' });
  }
}
