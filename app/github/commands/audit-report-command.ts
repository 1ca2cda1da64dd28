import type { AuditEntry } from '../../domain/audit.ts';
import { decisionSentence } from '../../reports/audit/decision-sentence.ts';
import { inlineText } from '../../reports/markdown/inline-text.ts';
import { momentText } from '../../reports/words/moment-text.ts';
import { done, nameOf, quoted, refused, runNamed, type Answer } from '../conversation.ts';
import type { Conversation } from '../conversation.ts';
import type { Arguments } from './parse-commands.ts';
import { numberIn } from './run-commands.ts';

/** What fits a comment; the page has them all. */
const MOST_SHOWN = 10;
/** Names of models are short; what is longer is none. */
const LONGEST_NAME = 200;

/** `/mlp audit [model|#run]`: the newest decisions in a repository, about a model or about a run. To ask is no decision. */
export async function auditReportCommand(
  conversation: Conversation,
  { words, named }: Arguments,
): Promise<Answer> {
  const [word, ...more] = words;
  if (more.length > 0 || Object.keys(named).length > 0) {
    return refused('Write `/mlp audit`, `/mlp audit penguins` or `/mlp audit #12`.');
  }
  const subject = word === undefined ? ALL : await subjectOf(conversation, word);
  if (subject === null) return refused(`There is no run ${quoted(word ?? '')} here.`);
  return answerOf(conversation, subject);
}

type Subject = {
  readonly of?: { readonly model: string } | { readonly run: string };
  /** ` about …` */
  readonly about: string;
  readonly query: string;
};

const ALL: Subject = { about: '', query: '' };

async function subjectOf(conversation: Conversation, word: string): Promise<Subject | null> {
  if (numberIn([word]) === null) {
    const model = word.slice(0, LONGEST_NAME).replaceAll('\u0000', '');
    const query = `?${new URLSearchParams({ model }).toString()}`;
    return { of: { model }, about: ` about ${quoted(model)}`, query };
  }
  const run = await runNamed(conversation, word);
  if (run === null) return null;
  return { of: { run: run.id }, about: ` about ${nameOf(run)}`, query: `?run=${run.id}` };
}

async function answerOf(
  { deps, comment }: Conversation,
  { of, about, query }: Subject,
): Promise<Answer> {
  const { repository } = comment;
  const asked = { repository: repository.id, first: 'newest', limit: MOST_SHOWN } as const;
  const entries = await deps.store.audits.list({ ...asked, ...(of !== undefined && { of }) });
  const page = deps.pageOfAudit(repository);
  const all = page === null ? '' : ` [All of them](${page}${query}).`;
  const text =
    entries.length === 0
      ? `The audit has no decision${about}.${all}`
      : [`The newest decisions${about}:${all}`, '', ...entries.map(lineOf)].join('\n');
  return { ...done(text), isAudited: true };
}

function lineOf(entry: AuditEntry): string {
  return `- ${entry.number} · ${momentText(entry.at)} · ${inlineText(decisionSentence(entry))}`;
}
