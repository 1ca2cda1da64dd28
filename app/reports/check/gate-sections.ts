import type { RunView } from '../../../schemas/run-view.generated.ts';
import { gateReason, verdictWords, judgedGates } from '../words/verdict-words.ts';
import { inlineCode, inlineText } from '../markdown/inline-text.ts';
import type { Section } from '../markdown/fit-sections.ts';
import { toneMark } from '../markdown/tone-mark.ts';
import { count } from '../words/step-words.ts';

/** Every gate of a run with its verdict and why, the worst first; nothing where no gate was judged. */
export function gateSections(view: RunView): readonly Section[] {
  const judged = judgedGates(view);
  if (judged.length === 0) return [];
  const rows = judged.map(({ key, gate }) => {
    const { tone, word } = verdictWords(gate);
    return `| ${toneMark(tone)}&nbsp;${word} | ${inlineCode(key)} | ${inlineCode(gate.id)} | ${inlineText(gateReason(gate))} |`;
  });
  const head = '| Verdict | Step | Gate | Why |\n| --- | --- | --- | --- |';
  return [{ head, rows, tail: '', more: (left) => `| … ${count(left, 'more gate')} | | | |` }];
}
