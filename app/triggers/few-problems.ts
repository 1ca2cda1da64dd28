import { remainder } from '../compile/problems/limit-problems.ts';
import type { Started } from './start-order.ts';

/** As many problems as are told of one commit, of all its files together, and of a commit that nobody let run yet. */
const MOST = 100;
const MOST_HELD = 20;

const HINT = 'correct those above, and in other files of this commit, first';

/** The first problems of a commit; a file whose own are left out says how many they are. */
export function fewProblems(started: readonly Started[], isHeld: boolean): readonly Started[] {
  let left = isHeld ? MOST_HELD : MOST;
  return started.map((one) => {
    if (one.type !== 'broken') return one;
    const shown = one.problems.slice(0, left);
    left -= shown.length;
    return { ...one, problems: [...shown, ...remainder(one.problems.slice(shown.length), HINT)] };
  });
}
