import type { RunView } from '../../../schemas/run-view.generated.ts';
import { duration } from '../../../text/duration.ts';
import { span, type Line } from '../layout/line.ts';
import { runName, standingOf, treeText } from '../words/run-words.ts';
import { notableTime, timeBetween } from '../words/step-time.ts';

/** Which run it is, how it stands or ended, how long it took and of what commit it is. */
export function runHeadline(view: RunView): Line {
  const { glyph, tone, word } = standingOf(view);
  const ms = timeBetween(view);
  const { createdAt, startedAt } = view;
  // Environments are built and places awaited before the first command runs.
  const before = notableTime(timeBetween({ startedAt: createdAt, endedAt: startedAt }));
  return [
    span(`${glyph} `, tone),
    span(runName(view), 'strong'),
    span(` ${word}`, tone),
    span(ms === null ? '' : ` in ${duration(ms)}`),
    span(before === '' ? '' : ` (its first step began after ${before})`, 'dim'),
    span(`  ·  ${treeText(view)}`, 'dim'),
  ];
}
