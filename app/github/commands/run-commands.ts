import { RESULT_WORDS } from '../../domain/result-words.ts';
import type { RunHeader, StepRow } from '../../domain/run/run.ts';
import { RuntimeProblem, type RerunChoice } from '../../runtime/runtime.ts';
import { count } from '../../reports/words/step-words.ts';
import {
  begun,
  done,
  linked,
  nameOf,
  quoted,
  refused,
  runNamed,
  runsOfHead,
  saidIn,
  type Answer,
  type Conversation,
} from '../conversation.ts';
import { reviseRerun } from '../start/revise-rerun.ts';
import { whySpent } from '../publish/check/generations.ts';
import type { Arguments } from './parse-commands.ts';

/** `/mlp rerun [failed|all|from=step] [#run]`: the newest run of the head that is over, or the one that is named. */
export async function rerunCommand(
  conversation: Conversation,
  { words, named, line }: Arguments,
): Promise<Answer> {
  const choice = choiceOf(words, named);
  if (choice === null) return refused('Write `/mlp rerun failed`, `all` or `from=step`.');
  const run = await chosenRun(conversation, words, ({ endedAt }) => endedAt !== null);
  if (run === null)
    return refused(
      'There is no such run that has ended. Name one that has: `/mlp rerun failed #12`.',
    );
  const { deps, api, comment, id } = conversation;
  const spent = await whySpent(deps.store.publications, comment.repository, run.sha ?? '');
  if (spent !== null) return refused(spent);
  try {
    const { login: actor, id: actorId } = comment.sender;
    const asked = { trigger: 'command', actor, ...(actorId !== null && { actorId }) };
    const revise = reviseRerun(deps, api);
    const again = await deps.runtime.rerun(run.id, choice, asked, {
      once: id,
      revise,
      said: saidIn(conversation, line),
    });
    const name = linked(deps, { id: again.id, name: nameOf(again) });
    return { ...begun([{ text: `${name} started.`, run: again.id }]), isAudited: true };
  } catch (error) {
    if (error instanceof RuntimeProblem) return refused(error.message);
    throw error;
  }
}

/** `/mlp cancel [#run]`: what is open of the head, or the run that is named. */
export async function cancelCommand(
  conversation: Conversation,
  { words, line }: Arguments,
): Promise<Answer> {
  const { deps, comment } = conversation;
  const isOpen = ({ endedAt }: RunHeader) => endedAt === null;
  const named = numberIn(words);
  const one = named === null ? null : await chosenRun(conversation, words, isOpen);
  const all = named === null ? await runsOfHead(conversation) : [];
  const open = [...(one === null ? [] : [one]), ...all.filter(isOpen)];
  if (open.length === 0) return refused('No run is under way that could be cancelled.');
  const by = comment.sender.login;
  const reason = `/mlp cancel by ${by}`;
  const said = saidIn(conversation, line);
  let isAudited = false;
  for (const { id } of open) {
    const event = { type: 'run.cancel-requested', by, reason, forced: false } as const;
    // What changes nothing is no entry by itself.
    if ((await deps.runtime.handle(id, event, said)) === 'changed') isAudited = true;
  }
  const answer = done(`Cancelling ${open.map(nameOf).join(', ')}.`);
  return isAudited ? { ...answer, isAudited } : answer;
}

/** `/mlp status`: how each run of the head stands. */
export async function statusCommand(conversation: Conversation): Promise<Answer> {
  const { deps } = conversation;
  const runs = await runsOfHead(conversation);
  if (runs.length === 0) return done('Nothing has run for this commit.');
  const rows = runs.map(({ status, counts, ...run }) => {
    const open = counts.open === 0 ? '' : `, ${count(counts.open, 'step')} to go`;
    const waits =
      counts.approvals === 0 ? '' : `, ${counts.approvals} of them waiting for approval`;
    const name = linked(deps, { id: run.id, name: nameOf({ status, counts, ...run }) });
    return `- ${name}: ${status}${open}${waits}`;
  });
  return done(rows.join('\n'));
}

/** `/mlp logs [step]`: how the steps of the newest run ended, with their last line. */
export async function logsCommand(
  conversation: Conversation,
  { words }: Arguments,
): Promise<Answer> {
  const { store } = conversation.deps;
  const newest = (await runsOfHead(conversation))[0];
  const rows = newest === undefined ? null : await store.runs.load(newest.id);
  if (newest === undefined || rows === null) return refused('Nothing has run for this commit.');
  const [step] = words;
  const tried = rows.steps.filter(
    ({ stepId, attempt }) => attempt > 0 && (step === undefined || step === stepId),
  );
  if (tried.length === 0) {
    const what = step === undefined ? 'No step' : `No step ${quoted(step)}`;
    return refused(`${what} of ${nameOf(newest)} has run.`);
  }
  const lines = tried.slice(0, MOST_LINES).map((row) => stepLine(store, newest.id, row));
  return done([`${nameOf(newest)}:`, ...(await Promise.all(lines))].join('\n'));
}

const MOST_LINES = 50;

async function stepLine(
  { attempts }: Conversation['deps']['store'],
  run: string,
  { key, attempt, state, result, reason }: StepRow,
): Promise<string> {
  const log = await attempts.log({ run, key, attempt });
  const why = reason === null ? '' : `, ${quoted(reason)}`;
  const last = log === null ? '' : ` · ${quoted(log.lastLine)}`;
  return `- ${quoted(key)}: ${result === null ? state : RESULT_WORDS[result]}${why}${last}`;
}

/** The run that one of the words names, else the newest of the head that fits; null: there is none. */
export async function chosenRun(
  conversation: Conversation,
  words: readonly string[],
  fits: (run: RunHeader) => boolean,
): Promise<RunHeader | null> {
  const name = numberIn(words);
  if (name === null) return (await runsOfHead(conversation)).find(fits) ?? null;
  const run = await runNamed(conversation, name);
  return run !== null && fits(run) ? run : null;
}

export function numberIn(words: readonly string[]): string | null {
  return words.find((word) => /^#?\d+(\.\d+)?$/.test(word)) ?? null;
}

function choiceOf(
  words: readonly string[],
  { from: step, ...others }: Readonly<Record<string, string>>,
): RerunChoice | null {
  const [word, ...more] = words.filter((each) => !/^#?\d/.test(each));
  if (more.length > 0 || Object.keys(others).length > 0) return null;
  if (step !== undefined) return word === undefined ? { type: 'from', step } : null;
  if (word === undefined || word === 'failed') return { type: 'failed' };
  return word === 'all' ? { type: 'all' } : null;
}
