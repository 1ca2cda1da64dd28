import { duration } from '../../../text/duration.ts';
import { whole, type Section } from '../markdown/fit-sections.ts';
import { inlineCode, inlineText } from '../markdown/inline-text.ts';
import { momentText } from '../words/moment-text.ts';
import { numberText } from '../words/number-text.ts';
import { count, shownKey } from '../words/step-words.ts';
import type { RunningStep } from './run-story.ts';

/** Of a sweep's cells these stand for all. */
const MOST_LINES = 5;

/** Of each step at work how far it is, and when it may be expected to end. */
export function runningSections(running: readonly RunningStep[]): readonly Section[] {
  if (running.length === 0) return [];
  const more = running.length - MOST_LINES;
  const lines = [
    ...running.slice(0, MOST_LINES).map(runningLine),
    ...(more > 0 ? [`… ${count(more, 'more step')} running`] : []),
  ];
  return [whole(lines.map((line) => `- ${line}`).join('\n'))];
}

function runningLine({ key, told, expected }: RunningStep): string {
  const name = inlineCode(shownKey(key));
  const parts = [...toldParts(told), ...(expected === null ? [] : [endText(expected)])];
  return `${name} ${['running', ...parts].join(' · ')}`;
}

function toldParts(told: RunningStep['told']): readonly string[] {
  if (told === null) return [];
  const { step, unit, metric } = told;
  const value =
    metric === null ? [] : [`${inlineText(metric.name, 60)} **${numberText(metric.value)}**`];
  return [`${unit} ${numberText(step)}`, ...value];
}

/** A comment is read when it is read: a moment stays true, a time left does not. */
function endText({ lastMs, end }: NonNullable<RunningStep['expected']>): string {
  const last = duration(lastMs).replace('<', '&lt;');
  return end === null
    ? `longer than the ${last} that it took last time`
    : `took ${last} last time, so expected to end at ${momentText(end)}`;
}
