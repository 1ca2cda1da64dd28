import type { Mutant } from './mutant.ts';

/** Faults in what a run asks of its budget. */
export const BUDGET_MUTANTS: readonly Mutant[] = [
  {
    breaks: 'an attempt is ordered before the budget is asked',
    laws: [9],
    file: 'step/start-ready.ts',
    from: 'isFree || !hasBudget(changes)',
    to: 'isFree || row.attempt > 0 || !hasBudget(changes)',
  },
  {
    breaks: 'a late answer about money orders a later attempt',
    laws: [2, 3, 9],
    file: 'step/decide-budget.ts',
    from: 'if (row.attempt + 1 === event.attempt) answerAsked',
    to: 'answerAsked',
  },
  {
    breaks: 'what asks for money holds no slot',
    laws: [6, 8],
    file: 'state/counts.ts',
    from: "row.state === 'pricing' || isLive(row)",
    to: 'isLive(row)',
  },
  {
    breaks: 'a budget that nobody raises is waited for for ever',
    laws: [7],
    file: 'step/move-row.ts',
    from: "budget: 'budget',",
    to: '',
  },
  {
    breaks: 'one word raises a budget twice',
    laws: [2, 3],
    file: 'step/decide-budget.ts',
    from: 'if (isKnown || raises',
    to: 'if (raises',
  },
  {
    breaks: 'what was stopped for money is charged for it',
    laws: [6, 7],
    file: 'step/end-attempt.ts',
    from: 'if (row.ending !== null) endStopped',
    to: "if (row.ending !== null && row.ending !== 'budget') endStopped",
  },
];
