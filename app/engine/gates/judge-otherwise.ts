import { firstFew } from '../../../text/first-few.ts';
import { shortened } from '../../../text/shortened.ts';

type Bar = {
  readonly value: number;
  readonly source: string;
  /** Why the two numbers may not be compared. */
  readonly otherwise: readonly string[];
  /** Whether the model is the very one that was measured then. */
  readonly sameModel: boolean;
  /** Whether the number itself is within the tolerance. */
  readonly holds: boolean;
};
type Judged = { readonly verdict: 'pass' | 'fail' | 'inconclusive'; readonly words: string };

/**
 * What a gate says of a number that was measured in another way than its baseline: never that it holds, unless the model is
 * the same. One that seems worse fails still, or who makes a model worse would only have to touch the evaluation.
 */
export function judgeOtherwise({ value, source, otherwise, sameModel, holds }: Bar): Judged {
  const reasons = firstFew(
    otherwise.map((reason) => shortened(reason, LONGEST_REASON)),
    MOST_REASONS,
  );
  const against = `${source} ${value}, which was measured differently (${reasons})`;
  if (sameModel) return { verdict: 'pass', words: `the same model as ${against}` };
  const verdict = holds ? 'inconclusive' : 'fail';
  const said = holds ? 'inconclusive against' : 'not within the tolerance against';
  return { verdict, words: `${said} ${against}: ${WAY_OUT}` };
}

const WAY_OUT = 'run the new evaluation on the old model first, in a change of its own';
const MOST_REASONS = 3;
const LONGEST_REASON = 60;
