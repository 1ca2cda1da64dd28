import type { RunView, StepView } from '../../../schemas/run-view.generated.ts';
import { whole, type Section } from '../markdown/fit-sections.ts';
import { inlineCode, inlineText } from '../markdown/inline-text.ts';
import { paramText } from '../view/param-rows.ts';
import { count, shownKey } from '../words/step-words.ts';
import type { ChangedData, ChangedFile, ChangedFiles, Changes } from './run-story.ts';

const MOST_NAMES = 10;
const MOST_PARAMS = 10;
const LONGEST_VALUE = 80;

/** What is not as it was where the commit grew from, and which steps ran because of it; nothing where nobody knows of anything. */
export function changesSections(changes: Changes, view: RunView): readonly Section[] {
  const told = [
    ...(changes.files === null ? [] : filesLine(changes.files)),
    ...dataLines(changes.data),
    ...stepsLines(view),
  ];
  const words = summaryWords(changes);
  if (words === '') return [];
  const head = [
    `<details><summary><b>What changed</b>: ${words}</summary>`,
    told.map((line) => `- ${line}`).join('\n'),
  ].join('\n\n');
  const { params, side } = changes;
  if (params.length === 0) return [whole(`${head}\n\n</details>`)];
  const rows = params
    .slice(0, MOST_PARAMS)
    .map(
      ({ name, value, other }) => `| ${inlineCode(name)} | **${text(value)}** | ${text(other)} |`,
    );
  const more = params.length - MOST_PARAMS;
  return [
    {
      head: `${head}\n\n| Param | This run | ${side === null ? 'before' : inlineCode(side)} |\n| :-- | --: | --: |`,
      rows: more > 0 ? [...rows, moreParams(more)] : rows,
      tail: '\n</details>',
      more: (left) => moreParams(more > 0 ? left - 1 + more : left),
    },
  ];
}

function moreParams(left: number): string {
  return `| … ${count(left, 'more param')} | | |`;
}

function text(value: unknown): string {
  return inlineText(paramText(value), LONGEST_VALUE);
}

function summaryWords({ params, files, data }: Changes): string {
  const counted = [
    ...(params.length === 0 ? [] : [count(params.length, 'param')]),
    ...(files === null || files.count === 0 ? [] : [fileCount(files)]),
  ];
  return [...(counted.length === 0 ? [] : [counted.join(', ')]), ...dataWords(data)].join('; ');
}

function fileCount({ count: known, isComplete }: ChangedFiles): string {
  return isComplete ? count(known, 'file') : `${known} files or more`;
}

/** Only beside what was there before data is the same or another. */
function dataWords(data: readonly ChangedData[]): readonly string[] {
  const known = data.filter(({ before }) => before !== null);
  const [first] = known;
  if (first === undefined) return [];
  const changed = known.filter(({ digest, before }) => digest !== before);
  if (changed.length > 0) return [`data changed (${inlineCode(changed[0]?.name ?? '')})`];
  const added = data.length - known.length;
  const more = added === 0 ? [] : [`${count(added, 'data set')} added`];
  return [`data is the same (${short(first.digest)})`, ...more];
}

function filesLine({ first, count: known, isComplete }: ChangedFiles): readonly string[] {
  if (known === 0) return [];
  const named = first.slice(0, MOST_NAMES).map(fileText);
  const left = known - named.length;
  const more = left > 0 ? [`${isComplete ? '' : 'at least '}${count(left, 'more file')}`] : [];
  return [`Files of this branch: ${[...named, ...more].join(' · ')}`];
}

function fileText({ path, lines }: ChangedFile): string {
  return `${inlineCode(path)}${lines === null ? '' : ` +${lines.added} −${lines.removed}`}`;
}

function dataLines(data: readonly ChangedData[]): readonly string[] {
  const lines = data.slice(0, MOST_NAMES).map(({ name, digest, before }) => {
    const told = `Data ${inlineCode(name)}`;
    if (before === null) return `${told}: ${short(digest)}`;
    return digest === before
      ? `${told} is the same (${short(digest)})`
      : `${told} changed: ${short(digest)}, before ${short(before)}`;
  });
  const more = data.length - MOST_NAMES;
  return more > 0 ? [...lines, count(more, 'more data set')] : lines;
}

const SHORT_DIGEST = 'sha256:'.length + 6;

function short(digest: string): string {
  return inlineCode(digest.slice(0, SHORT_DIGEST));
}

/** A matrix step has no attempts of its own: it ran where one of its cells did. */
function stepsLines({ steps }: RunView): readonly string[] {
  const atWork = new Set(steps.flatMap(({ id, attempts }) => (attempts.length === 0 ? [] : [id])));
  const whole = steps.filter(({ cell }) => cell === null);
  const ran = whole.filter(({ id, cached }) => !cached && atWork.has(id));
  const cached = whole.filter((step) => step.cached);
  return [
    ...(ran.length === 0 ? [] : [`Ran: ${names(ran)}`]),
    ...(cached.length === 0 ? [] : [`From the cache: ${names(cached)}`]),
  ];
}

function names(steps: readonly StepView[]): string {
  const more = steps.length - MOST_NAMES;
  const shown = steps.slice(0, MOST_NAMES).map(({ key }) => inlineCode(shownKey(key)));
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
