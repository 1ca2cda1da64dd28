/** Whoever is known and neither sends nor takes anything for so long is gone: a minute is beyond any network's hiccup. */
export const STILL_MS = 60_000;

/** Passes chunks on. When none was taken and followed by another for `STILL_MS`, `onStill` is called, which must end it. */
export async function* watchFlow<T>(chunks: AsyncIterable<T>, onStill: () => void) {
  const timer = setTimeout(onStill, STILL_MS);
  try {
    for await (const chunk of chunks) {
      timer.refresh();
      yield chunk;
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Does one thing that must not take longer than `STILL_MS`, or `onStill` is called, which must end it. */
export async function withinStill<T>(act: () => Promise<T>, onStill: () => void): Promise<T> {
  const timer = setTimeout(onStill, STILL_MS);
  try {
    return await act();
  } finally {
    clearTimeout(timer);
  }
}
