import { sfc32 } from '../../../math/sfc32.ts';

export type Chance = {
  /** Between 0 and 1, neither of them. */
  readonly uniform: () => number;
  readonly normal: () => number;
};

/** Random numbers that a text decides. */
export function chanceOf(seed: string): Chance {
  const fill = sfc32(seed);
  const drawn = new Uint32Array(4096);
  let at = drawn.length;
  const uniform = (): number => {
    if (at === drawn.length) {
      fill(drawn);
      at = 0;
    }
    at += 1;
    return ((drawn[at - 1] ?? 0) + 0.5) / 2 ** 32;
  };
  // https://en.wikipedia.org/wiki/Box%E2%80%93Muller_transform
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}
