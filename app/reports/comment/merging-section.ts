import type { RunView } from '../../../schemas/run-view.generated.ts';
import { whole, type Section } from '../markdown/fit-sections.ts';
import { inlineCode, inlineText } from '../markdown/inline-text.ts';
import { count } from '../words/step-words.ts';
import type { Deploy, Merging } from './run-story.ts';

const MOST_NAMES = 10;
/** Beyond that they are counted. */
const MOST_GATES = 3;

/** What merging comes to, in one sentence for the head of a run that went well; null: it deploys nothing. */
export function mergingSentence(merging: Merging): string | null {
  const { branch, nothing, isProtected, deploys, typed, changedFile } = merging;
  // What a person is asked for, else what stands at the end of all.
  const main = deploys.find(({ approval }) => approval !== null) ?? deploys.at(-1);
  if (nothing !== null || main === undefined || isProtected === false) return null;
  const without = typed.length === 0 ? '' : ' without the params typed here';
  const where = `${inlineCode(branch)}${without}`;
  const acts = actText(main, isPromise(merging, [main]));
  if (changedFile !== null)
    return `Merging runs it on ${where}, which ${acts}${ownFileText(changedFile)}.`;
  const after = main.approval === null ? '' : ` after ${approvalText(main.approval)}`;
  return `Merging runs it on ${where}, which ${acts}${after}.`;
}

/** Whose approval it then takes is for the branch's own file to say. */
function ownFileText({ path, isKnown }: NonNullable<Merging['changedFile']>): string {
  const file = inlineCode(path);
  return isKnown
    ? `, on the approvals and gates of this branch’s own ${file}`
    : `, on the approvals and gates of ${file}, which this branch may change`;
}

/** Whether it is certain that these steps are done; else they may be. */
function isPromise(
  { isSure, isProtected, changedFile }: Merging,
  deploys: readonly Deploy[],
): boolean {
  return (
    isSure &&
    isProtected === true &&
    changedFile === null &&
    deploys.every((deploy) => deploy.isSure)
  );
}

function actText(deploy: Deploy, isPromised: boolean): string {
  const [verb, what] =
    deploy.moves.length === 0 ? ['run', inlineCode(deploy.step)] : ['move', movesText(deploy)];
  return verbText(verb, what, isPromised);
}

function verbText(verb: string, what: string, isPromised: boolean): string {
  return isPromised ? `${verb}s ${what}` : `may ${verb} ${what}`;
}

/** What merging starts, which of its steps move aliases and on whose word, and what is done again there. */
export function mergingSections(merging: Merging): readonly Section[] {
  const { branch, nothing } = merging;
  const title = '<b>What merging does</b>';
  if (nothing !== null) {
    const why = inlineText(nothing.replaceAll('`', ''));
    return [whole(`<sub>${title}: it does not start this pipeline (${why}).</sub>`)];
  }
  const lines = [
    ...merging.deploys.slice(0, MOST_NAMES).map(deployLine),
    ...protectionLines(merging),
    ...workLines(merging),
    ...exceptLines(merging),
  ];
  const may = merging.isSure ? 'a run' : 'perhaps a run (too many files changed to tell)';
  return [
    whole(
      [
        `<details><summary>${title}: ${may} on ${inlineCode(branch)}${summaryWords(merging)}</summary>`,
        lines.map((line) => `- ${line}`).join('\n'),
        '</details>',
      ].join('\n\n'),
    ),
  ];
}

function summaryWords(merging: Merging): string {
  const { deploys, isProtected } = merging;
  if (deploys.length === 0) return ', which moves no alias';
  if (isProtected === false) return ', which deploys nothing as things stand';
  const free = deploys.filter(({ approval }) => approval === null);
  const asked = deploys.filter(({ approval }) => approval !== null);
  const acts = [
    ...(free.length === 0 ? [] : [shortText(free, isPromise(merging, free))]),
    ...(asked.length === 0
      ? []
      : [`after an approval ${shortText(asked, isPromise(merging, asked))}`]),
  ];
  return `, which ${acts.join(' and ')}`;
}

/** `moves x@candidate`; of steps that move none, that they run. */
function shortText(deploys: readonly Deploy[], isPromised: boolean): string {
  const moved = [...new Set(deploys.flatMap(({ moves }) => moves.map(({ name }) => name)))];
  const [verb, what] =
    moved.length === 0 ? ['run', deploys.map(({ step }) => step)] : ['move', moved];
  return verbText(verb, names(what), isPromised);
}

function deployLine(deploy: Deploy): string {
  const { step, moves, approval, gates, isSure } = deploy;
  const what =
    moves.length === 0 ? 'runs' : `moves ${movesText(deploy)} to what that run registers`;
  return [
    `${inlineCode(step)} ${what}`,
    ...(approval === null ? [] : [`after ${approvalText(approval)}`]),
    ...(gates.length === 0 ? [] : [`once ${gatesText(gates)}`]),
    ...(isSure ? [] : ['where its condition holds, which only that run tells']),
  ].join(', ');
}

/** `evaluate passes good, regress`; of many how many. */
function gatesText(gates: Deploy['gates']): string {
  const isFew = gates.reduce((sum, { ids }) => sum + ids.length, 0) <= MOST_GATES;
  const judged = gates.map(({ step, ids }) => {
    return `${inlineCode(step)} passes ${isFew ? names(ids) : count(ids.length, 'gate')}`;
  });
  const more = judged.length - MOST_NAMES;
  return [...judged.slice(0, MOST_NAMES), ...(more > 0 ? [`${more} more pass theirs`] : [])].join(
    ' and ',
  );
}

function movesText({ moves }: Deploy): string {
  return moves
    .map(
      ({ name, now }) => `${inlineCode(name)} (${now === null ? 'not there yet' : `now v${now}`})`,
    )
    .join(' and ');
}

function approvalText({
  reviewers,
  count: wanted,
  environment,
}: NonNullable<Deploy['approval']>): string {
  const asked = wanted === 1 ? 'approval' : `${wanted} approvals`;
  const by =
    reviewers.length === 0
      ? 'somebody with write access who is not an author of the change'
      : reviewers
          .slice(0, MOST_NAMES)
          .map((name) => inlineText(name.replace(/^@/, ''), 100))
          .join(' or ');
  const place = environment === null ? '' : ` for ${inlineCode(environment)}`;
  return `${asked}${place} by ${by}`;
}

/** Only what comes past a protection deploys, and of the next push nobody knows whether it does. */
function protectionLines({ branch, deploys, isProtected }: Merging): readonly string[] {
  if (deploys.length === 0 || isProtected === true) return [];
  const on = inlineCode(branch);
  return isProtected === false
    ? [`The newest run on ${on} was not allowed to deploy: its check on GitHub says why`]
    : [
        `Nothing of this pipeline has run on ${on} yet; it deploys where a rule of that branch requires a review`,
      ];
}

function workLines({ work }: Merging): readonly string[] {
  return [
    ...(work.again.length === 0 ? [] : [`Runs there: ${names(work.again)}`]),
    ...(work.taken.length === 0
      ? []
      : [
          `Taken over from this run if somebody approves it after this report and the merge changes nothing that they read, else they run again: ${names(work.taken)}`,
        ]),
    ...(work.cached.length === 0 ? [] : [`Expected from the cache: ${names(work.cached)}`]),
    ...(work.perhaps.length === 0 ? [] : [`Only that run will tell: ${names(work.perhaps)}`]),
  ];
}

function exceptLines({ typed, changedFile }: Merging): readonly string[] {
  const params = typed.slice(0, MOST_NAMES).map((name) => inlineCode(name));
  return [
    ...(typed.length === 0
      ? []
      : [
          `Params typed for this run (${params.join(', ')}) do not hold there: it measures another model`,
        ]),
    ...(changedFile === null
      ? []
      : [
          `This branch ${changedFile.isKnown ? 'changes' : 'may change'} ${inlineCode(changedFile.path)}: once it is merged, the approvals and gates of its own file hold`,
        ]),
  ];
}

function names(ids: readonly string[]): string {
  const more = ids.length - MOST_NAMES;
  const shown = ids.slice(0, MOST_NAMES).map((id) => inlineCode(id));
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

/** Whether what merging does is of any use to know: what failed is not merged. */
export function isMergeable({ status }: RunView): boolean {
  return status !== 'failed' && status !== 'rejected' && status !== 'cancelled';
}
