import { lostShare, MOST_LOST } from '../../../evaluation/judge.ts';
import type { JudgeSpec } from '../../domain/judge-spec.ts';
import {
  storedExamples,
  type KeptExamples,
  type StoredExamples,
} from '../../domain/kept-examples.ts';
import type { Side } from '../../reports/report/report.ts';
import { isOtherwise } from '../../reports/report/report-words.ts';

type Kept = Pick<StoredExamples, 'judge'>;

/** A side of a report: what another judge judged was measured in another way; of pairs each run has its own. */
export function besideJudge(side: Side, judge: JudgeSpec | undefined, now: Kept): Side {
  if (side.found.type !== 'measured' || isOtherwise(side) || judge?.against != null) return side;
  const why = otherJudge(now, storedExamples(side.found.examples)) ?? mayBeAnother(judge);
  return why === null ? side : { ...side, otherwise: [why] };
}

/** The same for the baseline of a gate: why its number may not be compared. Empty: for nothing that is known. */
export function judgedOtherwise(
  judge: JudgeSpec | undefined,
  now: KeptExamples | undefined,
  before: KeptExamples | undefined,
): readonly string[] {
  const [mine, theirs] = [storedExamples(now), storedExamples(before)];
  // A change says itself whether anything is judged, and how.
  if (now === undefined && theirs?.judge !== undefined) return ['no judge any more'];
  if (mine === null || (judge?.against != null && hasPairs(theirs))) return [];
  const why = otherJudge(mine, theirs);
  return why === null ? [] : [why];
}

function hasPairs(kept: Kept | null): boolean {
  return kept?.judge !== undefined && kept.judge.counts.pairs !== null;
}

/** Why verdicts cannot make a gate sure, whatever they say; null: they can. */
export function whyNotSure(judge: JudgeSpec | undefined, now: Kept): string | null {
  return mayBeAnother(judge) ?? verdictsLost(now);
}

/** Null: both have one judge, or none. */
function otherJudge(now: Kept, before: Kept | null): string | null {
  return now.judge?.digest === before?.judge?.digest
    ? null
    : 'another judge: its model, prompt, temperature, seed or scale';
}

function mayBeAnother(judge: JudgeSpec | undefined): string | null {
  return judge?.floats === true
    ? `the name of its judge, ${judge.model}, may have meant another model`
    : null;
}

/** Who leaves out the verdicts that went wrong is better for it; null: hardly any is lost. */
function verdictsLost({ judge }: Kept): string | null {
  if (judge === undefined || lostShare(judge.counts) <= MOST_LOST) return null;
  const { verdicts, unparsed, missing } = judge.counts;
  const [lost, of] = [unparsed + missing, verdicts + missing].map((count) =>
    count.toLocaleString('en-US'),
  );
  return `${lost} of ${of} verdicts of its judge cannot be read or are missing`;
}
