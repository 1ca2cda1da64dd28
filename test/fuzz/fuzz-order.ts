/** What `npm run soak -- --fuzz` asks of the test, by variables; left out: all kinds, about a minute together. */
export function fuzzOrder(kinds: readonly string[]): {
  readonly kinds: readonly string[];
  /** For each kind. */
  readonly milliseconds: number;
  readonly seed: number;
  readonly runs: number;
} {
  const { FUZZ_KIND: kind = 'all', FUZZ_MINUTES: minutes = '1' } = process.env;
  const wanted = kind === 'all' ? kinds : [kind];
  return {
    kinds: wanted,
    milliseconds: (Number(minutes) * 60_000) / wanted.length,
    seed: Number(process.env['FUZZ_SEED'] ?? Date.now() % 0x3fffffff),
    runs: Number(process.env['FUZZ_RUNS'] ?? Number.MAX_SAFE_INTEGER),
  };
}
