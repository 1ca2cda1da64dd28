import { keepReserve } from '../../local/disk-reserve.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Store } from '../../runtime/ports/store.ts';
import type { RunView } from '../../../schemas/run-view.generated.ts';
import type { Shell } from '../command.ts';
import { clearEnded } from '../garbage/clear-ended.ts';
import { plotsOfRun } from '../fetch/find-plots.ts';
import { reportOfRun } from '../report/gather-report.ts';
import type { BesideRun, RunDisplay } from '../terminal/run-display.ts';
import { followRun } from './follow-run.ts';
import { loadRunRecord } from '../workspace/load-run-record.ts';
import type { Driver } from '../workspace/open-driver.ts';
import { runBefore } from '../workspace/run-before.ts';

export type Driven = { readonly view: RunView; readonly interrupted: boolean };

/**
 * Carries a run that this process drives to its end and shows it. Ctrl-C cancels it with grace; pressed again it kills
 * what still runs.
 */
export async function driveRun(
  driver: Driver,
  run: string,
  display: RunDisplay,
  onInterrupt: Shell['onInterrupt'],
): Promise<Driven> {
  const { runtime, host, state, store, lost } = driver;
  keepReserve(state.folder);
  // A store that is lost meanwhile ends the run with its own words.
  const cleared = clearEnded(state, store).catch(() => undefined);
  const following = await followRun(driver, run, display);
  const failed = Promise.withResolvers<never>();
  let interrupts = 0;
  const stopListening = onInterrupt(() => {
    interrupts += 1;
    if (interrupts > 1) {
      display.note('Killing what still runs.');
      host.killAll();
    } else {
      display.note('Cancelling; steps may save their work. Ctrl-C again kills them.');
    }
    cancel(runtime, run, interrupts > 1).catch(failed.reject);
  });
  const done = new AbortController();
  const working = runtime.work(done.signal);
  working.catch(failed.reject);
  try {
    const view = await Promise.race([following.over, failed.promise, lost]);
    display.close(view, await besideRun(driver, view, display));
    await settled(store, run);
    return { view, interrupted: interrupts > 0 };
  } finally {
    done.abort();
    following.stop();
    stopListening();
    await working.catch(() => undefined);
    await cleared;
  }
}

async function cancel(runtime: Runtime, run: string, forced: boolean): Promise<void> {
  const reason = 'interrupted';
  await runtime.handle(run, { type: 'run.cancel-requested', by: null, reason, forced });
}

/** Read once the run is over: one of ten thousand cells is not kept in memory for as long as another one runs. */
async function besideRun(
  { store, state }: Driver,
  view: RunView,
  display: RunDisplay,
): Promise<BesideRun> {
  const header = await store.runs.header(view.id);
  const plan = header === null ? null : await store.runs.plan(header.plan);
  if (header === null || plan === null) return {};
  // The rows of a large run are read again only where its steps leave plots.
  const hasPlots = plan.steps.some(({ plots }) => plots.length > 0);
  const note = (message: string) => display.note(message);
  const source = { store, state, warn: note, note };
  return {
    before: await runBefore(store, header),
    plots: hasPlots ? await plotsOfRun(store, await loadRunRecord(store, view.id)) : new Map(),
    report: await reportOfRun(source, { view, plan, header }),
  };
}

const SETTLE_MS = 5_000;

/** An ended run may still have to leave its concurrency group, so that the next one can begin. */
async function settled(store: Store, run: string): Promise<void> {
  const until = performance.now() + SETTLE_MS;
  while (performance.now() < until && (await store.outbox.pending(run)).length > 0) {
    await new Promise((resume) => setTimeout(resume, 10));
  }
}
