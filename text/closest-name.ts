// A file can have 10,000 unknown names and 10,000 known ones: only so many pairs are looked at closely.
const MAX_COMPARED = 40;

/** For "did you mean": the candidate that a person most likely meant, or null if none is near. */
export function closestName(name: string, candidates: readonly string[]): string | null {
  const wanted = plain(name);
  let best: { candidate: string; distance: number } | null = null;
  for (const candidate of worthComparing(wanted, candidates)) {
    const known = plain(candidate);
    const distance = editDistance(wanted, known);
    if (distance > editsAllowed(Math.max(wanted.length, known.length))) continue;
    if (best === null || distance < best.distance) best = { candidate, distance };
  }
  return best?.candidate ?? null;
}

// Of many candidates, those that begin alike: hardly anyone mistypes the first letter.
function worthComparing(wanted: string, candidates: readonly string[]): readonly string[] {
  if (candidates.length <= MAX_COMPARED) return candidates;
  const found: string[] = [];
  const first = wanted.charCodeAt(0);
  for (const candidate of candidates) {
    const isNear = Math.abs(candidate.length - wanted.length) <= 5;
    // With bit 32, a letter is in lower case.
    if (isNear && (candidate.charCodeAt(0) | 32) === (first | 32)) found.push(candidate);
    if (found.length === MAX_COMPARED) break;
  }
  return found;
}

// Of short words nearly every other is near.
function editsAllowed(length: number): number {
  if (length <= 3) return 0;
  return length <= 5 ? 1 : Math.floor(length / 3);
}

// `runsOn`, `runs_on` and `runs-on` are the same word to whoever types it.
function plain(name: string): string {
  return name.slice(0, 64).toLowerCase().replace(/[-_.]/g, '');
}

// Edits of one character; two neighbours swapped (`stpes`) count as one.
// https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance#Optimal_string_alignment_distance
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, at(last, j) + 1, at(row, j - 1) + 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(at(row, j), at(before, j - 2) + 1);
    }
    before = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
