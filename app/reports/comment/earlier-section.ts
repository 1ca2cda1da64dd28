import { duration } from '../../../text/duration.ts';
import type { Section } from '../markdown/fit-sections.ts';
import { inlineCode, inlineText } from '../markdown/inline-text.ts';
import { numberText } from '../words/number-text.ts';
import { runWords } from '../words/run-words.ts';
import type { EarlierRun, EarlierRuns } from './run-story.ts';

const SHORT_SHA = 7;

/** What was tried in this pull request before, so that nobody tries it again. */
export function earlierSections({ metric, runs, more }: EarlierRuns): readonly Section[] {
  if (runs.length === 0) return [];
  const total = (runs.length + more).toLocaleString('en-US');
  const measured = metric === null ? 'Result' : inlineText(metric, 60);
  return [
    {
      head: [
        `<details><summary><b>Earlier runs of this pull request</b>: ${total}</summary>`,
        '',
        `| Run | Commit | Started by | ${measured} | Time |\n| :-- | :-- | :-- | --: | --: |`,
      ].join('\n'),
      rows: [...runs.map(earlierRow), ...(more > 0 ? [moreRuns(more)] : [])],
      tail: '\n</details>',
      // The last row counts those that were never read.
      more: (left) => moreRuns(more > 0 ? left - 1 + more : left),
    },
  ];
}

function moreRuns(left: number): string {
  return `| … ${left.toLocaleString('en-US')} more | | | | |`;
}

function earlierRow(run: EarlierRun): string {
  const { number, page, sha, startedBy, actor, status, value, ms } = run;
  const name = `#${number}`;
  const by = actor === null ? '' : ` by ${inlineText(actor, 40)}`;
  const cells = [
    page === null ? name : `[${name}](${page})`,
    sha === null ? '' : inlineCode(sha.slice(0, SHORT_SHA)),
    `${inlineCode(startedBy)}${by}`,
    value === null ? runWords(status).word : numberText(value),
    ms === null ? '' : duration(ms).replace('<', '&lt;'),
  ];
  return `| ${cells.join(' | ')} |`;
}
