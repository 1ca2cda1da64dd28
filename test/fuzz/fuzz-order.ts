/** Inputs a kind where nobody asks for a time: about a minute for all kinds on a machine that does nothing else. */
const INPUTS = 2500;
const SEED = 1;

/** Beyond what was asked for: what a kind takes to open, and a machine that others use. */
const PATIENCE_MS = 3_600_000;

type Order = {
  readonly kinds: readonly string[];
  /** For each kind; Infinity: until its inputs were tried, however long that takes. */
  readonly milliseconds: number;
  readonly timeoutMs: number;
  readonly seed: number;
  /** For each kind. */
  readonly runs: number;
};

/**
 * What `npm run soak -- --fuzz` asks of the test, by variables: so many minutes of seeds that nobody has tried. Where it
 * asks nothing, among the acceptance tests, all kinds are tried with the same inputs each time, whatever the clock says:
 * a change is refused for what it does, and never for what chance or a slow machine did meanwhile.
 */
export function fuzzOrder(kinds: readonly string[]): Order {
  const { FUZZ_KIND: kind = 'all', FUZZ_MINUTES: minutes, FUZZ_SEED, FUZZ_RUNS } = process.env;
  const wanted = kind === 'all' ? kinds : [kind];
  const milliseconds =
    minutes === undefined ? Infinity : (Number(minutes) * 60_000) / wanted.length;
  return {
    kinds: wanted,
    milliseconds,
    timeoutMs: PATIENCE_MS + (minutes === undefined ? 0 : milliseconds),
    seed: Number(FUZZ_SEED ?? SEED),
    runs: Number(FUZZ_RUNS ?? (minutes === undefined ? INPUTS : Number.MAX_SAFE_INTEGER)),
  };
}
