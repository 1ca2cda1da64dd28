import type { RunView } from '../../../schemas/run-view.generated.ts';
import { whole, type Section } from '../markdown/fit-sections.ts';
import { inlineCode, inlineText } from '../markdown/inline-text.ts';
import { count } from '../words/step-words.ts';
import { gateReason, judgedGates } from '../words/verdict-words.ts';

const MOST_GATES = 5;

/**
 * Gates that only warn, all in one alert: GitHub asks for few of them, and none after the other.
 * https://docs.github.com/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#alerts
 */
export function warningSections(view: RunView): readonly Section[] {
  const warnings = judgedGates(view).filter(({ gate }) => gate.verdict === 'warn');
  if (warnings.length === 0) return [];
  const more = warnings.length - MOST_GATES;
  const lines = warnings.slice(0, MOST_GATES).map(({ key, gate }) => {
    const of = `**${inlineText(gate.id, 60)}** of ${inlineCode(key)}`;
    return `${of}: ${inlineText(gateReason(gate)).replace(/\.$/, '')}.`;
  });
  const only = warnings.length === 1 ? 'This gate only warns.' : 'These gates only warn.';
  const rest = more > 0 ? [`… ${count(more, 'more warning')}.`] : [];
  const text = [...lines, ...rest].join('<br>');
  return [whole(`> [!WARNING]\n> ${text} ${only}`)];
}
