import { stepIdOf } from '../../domain/cell.ts';
import { whole, type Section } from '../markdown/fit-sections.ts';
import { inlineCode, inlineText } from '../markdown/inline-text.ts';
import { nowhere, sourceLink } from '../markdown/source-link.ts';
import { planLine } from '../view/plan-line.ts';
import { count } from '../words/step-words.ts';
import type { CommentedRun } from './commented-run.ts';
import { gateReason, judgedGates } from '../words/verdict-words.ts';

const MOST_GATES = 5;

/**
 * Gates that only warn or could not tell, all in one alert: GitHub asks for few of them, and none after the other.
 * https://docs.github.com/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#alerts
 */
export function warningSections(run: CommentedRun): readonly Section[] {
  const warnings = judgedGates(run.view).filter(({ gate }) => isTold(gate));
  const [only] = warnings;
  if (only === undefined) return [];
  const more = warnings.length - MOST_GATES;
  const lines =
    warnings.length === 1
      ? [`${warningText(only)} ${endText(warnings)} ${placeText(run, only)}`]
      : [
          ...warnings.slice(0, MOST_GATES).map((warning) => {
            return `${warningText(warning)} ${placeText(run, warning)}`;
          }),
          `${more > 0 ? `… ${count(more, 'more warning')}. ` : ''}${endText(warnings)}`,
        ];
  return [whole(`> [!WARNING]\n> ${lines.join('<br>')}`)];
}

/** What fails is told below, as what failed. */
function isTold({ verdict }: Warning['gate']): boolean {
  return verdict === 'warn' || verdict === 'inconclusive';
}

function endText([first, ...others]: readonly Warning[]): string {
  if (others.length > 0) return 'These gates only warn.';
  const isUnsure = first?.gate.verdict === 'inconclusive';
  return `This gate only warns${isUnsure ? ' where it cannot tell' : ''}.`;
}

type Warning = ReturnType<typeof judgedGates>[number];

function warningText({ key, gate }: Warning): string {
  const of = `**${inlineText(gate.id, 60)}** of ${inlineCode(key)}`;
  return `${of}: ${inlineText(gateReason(gate)).replace(/\.$/, '')}.`;
}

function placeText({ plan, urlOf = nowhere }: CommentedRun, { key, gate }: Warning): string {
  const line = planLine(plan, stepIdOf(key), gate.id);
  return sourceLink({ path: plan.file, line }, urlOf);
}
