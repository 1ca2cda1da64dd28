import type { Mutant } from './mutant.ts';

/** Faults in how a cell waits for the equal cell of another step. */
export const PAIRED_MUTANTS: readonly Mutant[] = [
  {
    breaks: 'a cell starts before its equal cell is over',
    laws: [6],
    file: 'matrix/settle-paired.ts',
    from: 'if (row.unmet > 0) return;',
    to: '',
  },
  {
    breaks: 'a cell goes on whatever became of its equal cell',
    laws: [6],
    file: 'evaluate/condition.ts',
    from: 'if (step.when === null || triggerRuleHolds(step.when, row.needs)) return RUN;',
    to: 'if (cancel === null) return RUN;',
  },
  {
    breaks: 'a step whose cells wait for equal ones waits for all of them',
    laws: [7],
    file: 'settle.ts',
    from: "if (to === 'open') settleOpened(changes, row);",
    to: "if (to === 'open') continue;",
  },
  {
    breaks: 'a matrix that ends is heard of once more by the steps that its opening let go on',
    laws: [1, 3, 4, 5, 6, 7, 8],
    file: 'settle.ts',
    from: 'if (paired.includes(id)) settlePairedMatrix(changes, dependent);\n    else meet',
    to: 'meet',
  },
  {
    breaks: 'a cell that waits takes a place of its matrix',
    laws: [6, 7, 8],
    file: 'state/counts.ts',
    from: "row.state !== 'waiting' && row.state !== 'held'",
    to: "row.state !== 'held'",
  },
  {
    breaks: 'the best cell of another step stands for the equal one',
    laws: [6],
    file: 'evaluate/resolve-inputs.ts',
    from: "if (cells === 'same') return cell === null ? null : reader.step(stepKey(step, cell));",
    to: '',
  },
];
