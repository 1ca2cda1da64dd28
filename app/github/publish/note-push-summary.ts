import { isMap, type Json, type JsonMap } from '../../domain/json.ts';
import type { Touch } from '../../runtime/ports/hosted/publications.ts';
import type { Problem } from '../../domain/problem.ts';
import { cut } from '../../../text/shortened.ts';
import type { Message } from '../message.ts';
import { inlineText } from '../../reports/markdown/inline-text.ts';
import type { PublishDeps } from './publish-deps.ts';
import { addCheckNote } from './check/check-notes.ts';
import { noteDemands } from './aggregate/demand-notes.ts';
import { pullsOf } from './aggregate/commit-notes.ts';
import { withHead } from './comment/comment-notes.ts';

type PushSummary = Extract<Message, { type: 'verdict' }>;
type Started = PushSummary['started'][number];

/** Makes what became of a commit's pipeline files due for publication: the aggregate check, broken files, the comment. */
export async function notePushSummary(
  { store, clock }: Pick<PublishDeps, 'store' | 'clock'>,
  summary: PushSummary,
): Promise<void> {
  const { repository, sha, pull, started } = summary;
  const aggregate = { type: 'aggregate', repository, sha } as const;
  const notes = (known: JsonMap): JsonMap => {
    return { since: clock.now(), ...known, ...notesOf(known, summary) };
  };
  const broken = started.flatMap((file): readonly Touch[] =>
    file.type === 'broken' ? [{ target: { ...file, repository, sha, type: 'broken' } }] : [],
  );
  const comment: readonly Touch[] =
    pull === null
      ? []
      : [{ target: { type: 'comment', repository, pull }, notes: (known) => withHead(known, sha) }];
  await store.publications.touch(
    [{ target: aggregate, notes }, ...broken, ...comment],
    clock.now(),
  );
  for (const each of started) {
    if (each.type !== 'started') continue;
    await noteNotYet({ store, clock }, { repository, sha }, each);
    await noteLowered({ store, clock }, { repository, sha }, each);
  }
}

/** What a summary adds to what is known of a commit. */
function notesOf(known: JsonMap, { pull, started, trust, demands = [] }: PushSummary): JsonMap {
  const pulls = new Set([...pullsOf(known), ...(pull === null ? [] : [pull])]);
  // A pull request says nothing of the branch that a commit was pushed to.
  const note = pull === null ? (trust.note ?? null) : (known['note'] ?? null);
  const asked = noteDemands(known, demands);
  return { files: noteFiles(known, started), pulls: [...pulls], note, demands: asked };
}

/** What a run is not granted before its commit is merged. */
async function noteNotYet(
  deps: Pick<PublishDeps, 'store' | 'clock'>,
  { repository, sha }: Pick<PushSummary, 'repository' | 'sha'>,
  { run, notYet }: Extract<Started, { type: 'started' }>,
): Promise<void> {
  if (notYet.length === 0) return;
  const text = `What grants is read from the default branch, not from this change: ${inlineText(notYet.join('; '), 450)}.`;
  const note = { type: 'remark', repository, run, sha, about: 'grants' } as const;
  await addCheckNote(deps, { ...note, text });
}

/** What a run that nobody answers for gets less of than it asks for. */
async function noteLowered(
  deps: Pick<PublishDeps, 'store' | 'clock'>,
  { repository, sha }: Pick<PushSummary, 'repository' | 'sha'>,
  { run, lowered }: Extract<Started, { type: 'started' }>,
): Promise<void> {
  if (lowered.length === 0) return;
  const text = `This commit is not trusted, so ${inlineText(lowered.join(', and '), 450)}.`;
  const note = { type: 'remark', repository, run, sha, about: 'bounds' } as const;
  await addCheckNote(deps, { ...note, text });
}

/** A push and its pull request are two summaries of one commit: what one of them started is not held back any more. */
function noteFiles(known: JsonMap, started: readonly Started[]): JsonMap {
  const files: Record<string, Json> = Object.fromEntries(
    Object.entries(isMap(known['files']) ? known['files'] : {}).filter(
      // It was tried again since.
      ([, note]) => !isMap(note) || note['unread'] === undefined,
    ),
  );
  for (const each of started) {
    const note = noteOf(each);
    if (note === 'nothing') delete files[each.file];
    else if (note !== 'as it was') files[each.file] = note;
  }
  return files;
}

function noteOf(each: Started): JsonMap | 'nothing' | 'as it was' {
  const { pipeline } = each;
  switch (each.type) {
    case 'started':
      return 'nothing';
    case 'awaits':
      return { pipeline, awaits: true };
    case 'held':
    case 'unread':
    case 'barred':
      return { pipeline, [REASONS[each.type]]: each.reason };
    case 'broken':
      return {
        problems: each.problems.length,
        ...(pipeline !== null && { pipeline }),
        ...firstOf(each.problems),
      };
    case 'ungated': {
      const steps = each.steps.join(', ');
      const refused = `The default branch holds ${steps} to gates, and this commit has no such step any more.`;
      return { pipeline, refused };
    }
    // It did not start; whoever typed params is answered, the commit has nothing to do with it.
    default:
      return 'as it was';
  }
}

const LONGEST_PROBLEM = 300;

/** The first mistake in words: of most files it is the only one. */
function firstOf(problems: readonly Problem[]): { readonly first?: string } {
  const problem = problems.find(({ severity }) => severity === 'error');
  if (problem === undefined) return {};
  const { line, message, hint } = problem;
  const help = hint === null ? '' : ` (${hint})`;
  return { first: cut(`line ${line}: ${message}${help}`, LONGEST_PROBLEM) };
}

/** Under which name a note keeps why. */
const REASONS = { held: 'reason', unread: 'unread', barred: 'refused' } as const;
