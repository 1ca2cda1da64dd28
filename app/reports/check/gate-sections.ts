import type { RunView } from '../../../schemas/run-view.generated.ts';
import type { GateView } from '../gate-lines.ts';
import { inlineCode, inlineText } from '../markdown/inline-text.ts';
import type { Section } from '../markdown/fit-sections.ts';
import { count } from '../step-words.ts';

const VERDICTS: Readonly<Record<GateView['verdict'], string>> = {
  fail: '❌ fail',
  warn: '⚠️ warn',
  pass: '✅ pass',
  'no-baseline': '⚪ no baseline',
};
const WORST_FIRST: readonly GateView['verdict'][] = ['fail', 'warn', 'no-baseline', 'pass'];

/** Every gate of a run with its verdict and why, the worst first; nothing where no gate was judged. */
export function gateSections(view: RunView): readonly Section[] {
  const judged = view.steps.flatMap(({ key, gates }) => gates.map((gate) => ({ key, gate })));
  if (judged.length === 0) return [];
  const rows = judged
    .toSorted((a, b) => rank(a.gate) - rank(b.gate))
    .map(
      ({ key, gate }) =>
        `| ${VERDICTS[gate.verdict]} | ${inlineCode(key)} | ${inlineCode(gate.id)} | ${inlineText(gate.message.replace(`gate ${gate.id}: `, ''))} |`,
    );
  const head = '| Verdict | Step | Gate | Why |\n| --- | --- | --- | --- |';
  return [{ head, rows, tail: '', more: (left) => `| … ${count(left, 'more gate')} | | | |` }];
}

function rank({ verdict }: GateView): number {
  return WORST_FIRST.indexOf(verdict);
}
