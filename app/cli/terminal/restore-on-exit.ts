const ENDINGS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/**
 * Calls `restore` before the process goes: by its own end, an error, or a signal that nobody else handles.
 * Around Ctrl-Z it calls `restore`, then `resume`. Gives a function that takes the hooks away.
 */
export function restoreOnExit(hooks: {
  readonly restore: () => void;
  readonly resume: () => void;
}): () => void {
  const onSignal = (signal: NodeJS.Signals) => {
    hooks.restore();
    // A listener takes away the signal's own effect, which is to end the process.
    if (process.listenerCount(signal) > 1) return;
    remove();
    process.kill(process.pid, signal);
  };
  const onStop = () => {
    hooks.restore();
    process.kill(process.pid, 'SIGSTOP');
  };
  process.on('exit', hooks.restore);
  for (const signal of ENDINGS) process.on(signal, onSignal);
  process.on('SIGTSTP', onStop);
  process.on('SIGCONT', hooks.resume);

  function remove() {
    process.off('exit', hooks.restore);
    for (const signal of ENDINGS) process.off(signal, onSignal);
    process.off('SIGTSTP', onStop);
    process.off('SIGCONT', hooks.resume);
  }
  return remove;
}
