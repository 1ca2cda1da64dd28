/** Fills an array with random whole numbers below 2³². */
export type Random = (into: Uint32Array) => void;

/**
 * Random numbers that a text decides: the same text, the same numbers. Chris Doty-Humphrey's Small Fast Chaotic
 * generator of 32 bits, which passes PractRand's tests (https://pracrand.sourceforge.net/RNG_engines.txt), as it stands
 * in https://github.com/bryc/code/blob/master/jshash/PRNGs.md#sfc32, seeded by four FNV-1a hashes of the text.
 */
export function sfc32(seed: string): Random {
  const state = Uint32Array.from([0, 1, 2, 3], (salt) => fnv1a(`${salt}:${seed}`));
  const fill: Random = (into) => {
    let [a = 0, b = 0, c = 0, counter = 0] = state;
    for (let at = 0; at < into.length; at += 1) {
      const sum = (((a + b) | 0) + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + sum) | 0;
      into[at] = sum;
    }
    state.set([a, b, c, counter]);
  };
  // Until the seed has reached every bit.
  fill(new Uint32Array(20));
  return fill;
}

/** http://www.isthe.com/chongo/tech/comp/fnv/, over UTF-16 units. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
  }
  return hash >>> 0;
}
