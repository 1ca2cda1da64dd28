import { stepKey, type Cell } from '../../domain/cell.ts';
import { ENDED_WORDS } from '../../domain/result-words.ts';
import type { PlanStep } from '../../domain/plan.ts';
import type { StepResult } from '../../domain/statuses.ts';
import type { RunReader } from '../state/run-reader.ts';

const MOST_NAMED = 3;

/**
 * Why the rule of a step, or of one of its cells, does not hold over how its needs ended, for the reason of a skip:
 * `evaluate was rejected`. The rule that holds without a word of it is not named.
 */
export function describeNeeds(reader: RunReader, step: PlanStep, cell: Cell | null): string {
  const isUsual = step.when === 'all-success';
  const ends = step.needs.map((need) => {
    const ofCell = cell !== null && step.cellNeeds?.includes(need) === true;
    const id = ofCell ? stepKey(need, cell) : need;
    return { id, result: reader.step(id)?.result ?? 'skipped' };
  });
  const telling = isUsual ? ends.filter(({ result }) => !isGood(result)) : ends;
  const named = telling
    .slice(0, MOST_NAMED)
    .map(({ id, result }) => `${id} ${ENDED_WORDS[result]}`);
  const more = telling.length - named.length;
  const all = [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
  return isUsual ? all : `\`when: ${step.when}\` does not hold: ${all}`;
}

function isGood(result: StepResult): boolean {
  return result === 'success' || result === 'stopped';
}
