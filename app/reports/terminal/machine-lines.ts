import { span, type Line } from '../layout/line.ts';
import type { MachineOutlook, StepOutlook } from '../view/machine-outlook.ts';
import { candidateWords, fellOutWords, priceSourceWords } from '../words/machine-words.ts';
import { subjectLines } from './subject-lines.ts';

/** What machines steps could get on GitHub, what those cost, and why others fell out. */
export function machineLines(outlook: MachineOutlook | null, width: number): readonly Line[] {
  if (outlook === null) return [];
  const notes = outlook.steps.flatMap((step) =>
    textsOf(step).map((text) => ({ subject: step.step, text })),
  );
  const title = [span('On EC2', 'strong'), span(`  ${priceSourceWords(outlook)}`, 'dim')];
  return [title, ...subjectLines(notes, width)];
}

function textsOf(step: StepOutlook): readonly string[] {
  const fit = step.candidates.length === 0 ? 'no known type fits' : candidateWords(step);
  const rest = fellOutWords(step);
  return [
    fit,
    ...(step.market === undefined ? [] : [step.market]),
    ...(rest === null ? [] : [rest]),
  ];
}
