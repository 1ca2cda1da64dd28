/** Deeper nesting than any pipeline has; the YAML parser itself would exhaust the stack, or V8 itself, far beyond it. */
const MAX_NESTING = 200;

/**
 * Where a text begins to nest too deeply, in characters; null if it does not. Counts brackets and leading dashes
 * without reading YAML, so it is only fit for a bound that no honest text comes near.
 */
export function measureNesting(text: string): number | null {
  let open = 0;
  for (const { 0: run, index } of text.matchAll(/[[\]{}]|^[ ?-]+/gm)) {
    if (run === '[' || run === '{') open += 1;
    else if (run === ']' || run === '}') open = Math.max(0, open - 1);
    else if (run.replaceAll(' ', '').length > MAX_NESTING) return index;
    if (open > MAX_NESTING) return index;
  }
  return null;
}
