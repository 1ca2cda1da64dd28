import type { Problem } from '../domain/problem.ts';
import type { Started } from './start-order.ts';

/** As many problems as are told of one commit, of all its files together, and of a commit that nobody let run yet. */
const MOST = 100;
const MOST_HELD = 20;

/** The first problems of a commit; a file whose own are left out says how many they are. */
export function fewProblems(started: readonly Started[], isHeld: boolean): readonly Started[] {
  let left = isHeld ? MOST_HELD : MOST;
  return started.map((one) => {
    if (one.type !== 'broken') return one;
    const shown = one.problems.slice(0, left);
    left -= shown.length;
    const [next] = one.problems.slice(shown.length);
    if (next === undefined) return one;
    return { ...one, problems: [...shown, leftOut(next, one.problems.length - shown.length)] };
  });
}

function leftOut(first: Problem, count: number): Problem {
  const message = `from here on there are ${count} more problems`;
  const hint = 'mend those above, and in other files of this commit, first';
  return { ...first, code: 'more-problems', severity: 'error', message, hint };
}
