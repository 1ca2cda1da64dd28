/** `count` of these, in their order: the same ones for the same seed. All of them where there are no more. */
export function sample<T>(all: readonly T[], count: number, seed: number): readonly T[] {
  const draw = chance(seed);
  const drawn = all.map((item, index) => ({ item, index, by: draw() }));
  const chosen = drawn.toSorted((a, b) => a.by - b.by).slice(0, count);
  return chosen.toSorted((a, b) => a.index - b.index).map(({ item }) => item);
}

/** Numbers from 0 to 1, of a linear congruential generator: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
