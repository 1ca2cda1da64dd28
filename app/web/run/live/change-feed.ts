import type { PagesDeps } from '../../pages-deps.ts';

/** Who looks at which run, and tells them that something may be new. */
export type ChangeFeed = {
  /** Calls `wake` when the run may have changed, here or in another process. Returns how to stop. */
  readonly watch: (run: string, wake: () => void) => () => void;
};

/** One ear for all who look: it listens to the runtime and to the store only while somebody does. */
export function createChangeFeed({
  runtime,
  store,
}: Pick<PagesDeps, 'runtime' | 'store'>): ChangeFeed {
  const watchers = new Set<{ readonly run: string; readonly wake: () => void }>();
  let stops: readonly (() => void)[] = [];
  const wake = (run: string | null) => {
    for (const watcher of watchers) if (run === null || watcher.run === run) watcher.wake();
  };
  const listen = () => [
    runtime.onChange((change) => wake(change.type === 'run' ? change.run : change.of.run)),
    store.watch(() => wake(null)),
  ];
  return {
    watch: (run, onWake) => {
      const watcher = { run, wake: onWake };
      if (watchers.size === 0) stops = listen();
      watchers.add(watcher);
      return () => {
        if (!watchers.delete(watcher) || watchers.size > 0) return;
        for (const stop of stops) stop();
        stops = [];
      };
    },
  };
}
