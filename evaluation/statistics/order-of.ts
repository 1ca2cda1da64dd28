/** So few are compared sooner than dealt out. */
const FEW = 4096;

/**
 * The rows in the order of their numbers, smallest first, equal ones as they stand. No number is NaN. Many are dealt out
 * by the bits of their numbers, the lowest first, several times as fast as comparing them: Knuth, The Art of Computer
 * Programming 3, section 5.2.5, Algorithm R.
 */
export function orderOf(values: Float64Array): Int32Array {
  return values.length < FEW ? compared(values) : dealt(values);
}

function compared(values: Float64Array): Int32Array {
  return asTheyStand(values.length).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b);
}

function asTheyStand(count: number): Int32Array {
  const rows = new Int32Array(count);
  for (let row = 0; row < count; row += 1) rows[row] = row;
  return rows;
}

/** Few enough that what is dealt out next lies at hand. */
const BITS = 11;
const DIGITS = 2 ** BITS;

/** Rows with the halves of their numbers, all in one order. */
type Pile = { readonly rows: Int32Array; readonly low: Uint32Array; readonly high: Uint32Array };

function dealt(values: Float64Array): Int32Array {
  let [from, to] = [pileOf(values), emptyPile(values.length)];
  for (const half of ['low', 'high'] as const) {
    for (let shift = 0; shift < 32; shift += BITS) {
      if (deal(from, to, { words: from[half], shift })) [from, to] = [to, from];
    }
  }
  return from.rows;
}

/** Whether they were moved: where all have the same digit, they stand already. */
function deal(
  from: Pile,
  to: Pile,
  { words, shift }: { readonly words: Uint32Array; readonly shift: number },
): boolean {
  const places = placesOf(words, shift);
  if (places === null) return false;
  for (let at = 0; at < words.length; at += 1) {
    const digit = ((words[at] ?? 0) >>> shift) & (DIGITS - 1);
    const place = places[digit] ?? 0;
    places[digit] = place + 1;
    to.rows[place] = from.rows[at] ?? 0;
    to.low[place] = from.low[at] ?? 0;
    to.high[place] = from.high[at] ?? 0;
  }
  return true;
}

/** Where the first of each digit goes; null: all have the same. */
function placesOf(words: Uint32Array, shift: number): Uint32Array | null {
  const counts = new Uint32Array(DIGITS);
  for (let at = 0; at < words.length; at += 1) {
    const digit = ((words[at] ?? 0) >>> shift) & (DIGITS - 1);
    counts[digit] = (counts[digit] ?? 0) + 1;
  }
  if (counts.includes(words.length)) return null;
  let next = 0;
  return counts.map((count) => {
    next += count;
    return next - count;
  });
}

function emptyPile(count: number): Pile {
  return {
    rows: new Int32Array(count),
    low: new Uint32Array(count),
    high: new Uint32Array(count),
  };
}

/** Of the bits of a double, which sort as the numbers do once those of negative ones are turned over. */
function pileOf(values: Float64Array): Pile {
  const pile = { ...emptyPile(values.length), rows: asTheyStand(values.length) };
  const number = new DataView(new ArrayBuffer(8));
  for (let at = 0; at < values.length; at += 1) {
    // −0 is 0.
    number.setFloat64(0, (values[at] ?? 0) + 0);
    const [high, low] = [number.getUint32(0), number.getUint32(4)];
    const isNegative = high >>> 31 === 1;
    pile.low[at] = isNegative ? ~low : low;
    pile.high[at] = isNegative ? ~high : high ^ SIGN;
  }
  return pile;
}

const SIGN = 0x80000000;
