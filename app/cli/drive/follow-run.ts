import { makeRunView } from '../../reports/view/run-view.ts';
import type { Runtime, RuntimeChange } from '../../runtime/runtime.ts';
import type { StoreReads } from '../../runtime/ports/store.ts';
import type { RunView } from '../../../schemas/run-view.generated.ts';
import type { RunDisplay } from '../terminal/run-display.ts';
import { isOver } from '../workspace/is-over.ts';
import { LiveNews } from './live-news.ts';
import { paced } from './paced.ts';
import { RunMirror } from './run-mirror.ts';

export type Following = {
  /** The last view of the run, once it is over; rejects when the store fails. */
  readonly over: Promise<RunView>;
  readonly stop: () => void;
};

/** Shows what happens to a run, on a display, until it is over. */
export async function followRun(
  { runtime, store }: { readonly runtime: Runtime; readonly store: StoreReads },
  run: string,
  display: RunDisplay,
): Promise<Following> {
  const mirror = await RunMirror.open(store, run);
  const news = new LiveNews();
  const over = Promise.withResolvers<RunView>();
  const redraw = async (): Promise<void> => {
    const view = makeRunView(await mirror.record());
    if (isOver(view.status)) over.resolve(view);
    else display.update(view, news.steps);
  };
  const redrawing = paced(redraw, over.reject);
  const take = async (change: RuntimeChange): Promise<void> => {
    if (change.type === 'run') await mirror.apply(change.patch);
    else tell(change, news, display);
    if (isOver(mirror.header.status)) await redraw();
    else redrawing.soon();
  };
  const stopListening = runtime.onChange((change) => {
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
