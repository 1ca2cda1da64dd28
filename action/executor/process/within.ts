/** What a promise gives within a time, else the fallback; leaves no timer behind. */
export async function within<T, F>(promise: Promise<T>, ms: number, fallback: F): Promise<T | F> {
  const { promise: late, resolve } = Promise.withResolvers<F>();
  const timer = setTimeout(() => resolve(fallback), ms);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
