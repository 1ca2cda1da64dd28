import type { StepRow } from '../../domain/run/run.ts';
import type { Pusher } from '../../runtime/ports/provenance.ts';
import type { RunRows } from '../../runtime/ports/runs.ts';
import { askAboutDecision, waitingRows } from '../approvals/decide-row.ts';
import { judgeApproval } from '../approvals/judge-approval.ts';
import {
  done,
  nameOf,
  quoted,
  refused,
  runNamed,
  runsOfHead,
  type Answer,
  type Question,
} from '../conversation.ts';
import { COMMANDS, mayGive, rightFor } from './command-table.ts';
import { numberIn } from './run-commands.ts';
import type { Arguments } from './parse-commands.ts';

const MOST_STEPS = 10;

/**
 * `/mlp simulate login [#run]`: what somebody could decide now about what waits, and why not, by the very law that would
 * decide; and which commands they may give. Nothing is done, and nothing is kept but who asked.
 */
export async function simulateCommand(
  conversation: Question,
  { words }: Arguments,
): Promise<Answer> {
  const number = words.find((word) => word.startsWith('#')) ?? null;
  const login = words.find((word) => word !== number)?.replace(/^@/, '') ?? '';
  if (login === '') {
    return refused('Name whose rights you want to see: `/mlp simulate octocat #12`.');
  }
  if (number !== null && numberIn([number]) === null) {
    return refused(`${quoted(number)} is not a number of a run; write it as \`#12\`.`);
  }
  const person = await conversation.api.personCalled(login);
  if (person === null) return refused(`GitHub knows nobody called ${quoted(login)}.`);
  const runs = await chosenRuns(conversation, number);
  if (runs === null) return refused(`There is no run ${quoted(number ?? '')} here.`);
  const lines = await linesOf(conversation, person, runs);
  const rights = await rightsLine(conversation, person);
  return done([`${quoted(person.login)}, as things stand now:`, ...lines, rights].join('\n'));
}

async function linesOf(
  conversation: Question,
  person: Pusher,
  runs: readonly RunRows[],
): Promise<readonly string[]> {
  const waiting = runs.flatMap((rows) => waitingRows(rows).map((row) => ({ rows, row })));
  if (waiting.length === 0) return ['- No step waits for approval here.'];
  const lines: string[] = [];
  for (const { rows, row } of waiting.slice(0, MOST_STEPS)) {
    lines.push(...(await linesAbout(conversation, person, rows, row)));
  }
  const more = waiting.length - MOST_STEPS;
  return more > 0 ? [...lines, `- … and ${more} more.`] : lines;
}

/** The run that is named, else those of the pull request's head; null: there is none of that name. */
async function chosenRuns(
  conversation: Question,
  number: string | null,
): Promise<readonly RunRows[] | null> {
  const { runs } = conversation.deps.store;
  const named = number === null ? null : await runNamed(conversation, number);
  if (number !== null && named === null) return null;
  const headers = named === null ? await runsOfHead(conversation) : [named];
  const open = headers.filter(({ counts }) => counts.approvals > 0).slice(0, MOST_STEPS);
  const found = await Promise.all(open.map(({ id }) => runs.load(id)));
  return found.filter((rows) => rows !== null);
}

async function linesAbout(
  { deps, api }: Question,
  by: Pusher,
  rows: RunRows,
  row: StepRow,
): Promise<readonly string[]> {
  const asked = await askAboutDecision(deps, api, rows, { row, by });
  if (asked === null) return [];
  const { facts, person } = asked;
  const now = { saidAt: deps.clock.now(), review: null, given: null };
  const approves = judgeApproval(facts, person, { ...now, decision: 'approved' });
  const rejects = judgeApproval(facts, person, { ...now, decision: 'rejected' });
  const what = `- ${quoted(row.key)} of ${nameOf(rows.header)}:`;
  const may = approves.counts
    ? `could approve it${as(approves.standsFor)}; it takes ${approves.atLeast}, and ${row.approvals.length} ${row.approvals.length === 1 ? 'is' : 'are'} given`
    : `could not approve it: ${approves.reason}`;
  const end = rejects.counts ? 'could reject it' : `could not reject it: ${rejects.reason}`;
  const isGiven = row.approvals.some(({ byId }) => byId === by.id);
  const given = isGiven ? ' They have approved it already.' : '';
  return [`${what} they ${may}. They ${end}.${given}`];
}

function as(standsFor: string | null): string {
  return standsFor === null ? '' : ` as ${quoted(standsFor)}`;
}

/** Commands by the same table that decides who gives them. */
async function rightsLine({ api, comment, policy }: Question, person: Pusher): Promise<string> {
  const permission = await api.permission(comment.repository, person);
  if (person.isBot) return `- GitHub says \`${permission}\`; bots give no commands.`;
  const given = COMMANDS.filter(({ name }) => mayGive(rightFor(name, policy), permission));
  const names = given.map(({ name }) => name);
  const left = COMMANDS.length - names.length;
  if (left === 0) return `- GitHub says \`${permission}\`: they may give every command.`;
  if (names.length === 0) return `- GitHub says \`${permission}\`: they may give no command.`;
  return `- GitHub says \`${permission}\`: of the commands they may give ${names.join(', ')}.`;
}
