import type { StepRow } from '../../domain/run/run.ts';
import type { RunRows } from '../../runtime/ports/runs.ts';
import { decideRow, waitingRows } from '../approvals/decide-row.ts';
import { done, nameOf, quoted, refused, runNamed, saidIn, type Answer } from '../conversation.ts';
import type { Conversation } from '../conversation.ts';
import { isEmergency, reviewEmergency } from '../models/review-emergency.ts';
import { numberIn } from './run-commands.ts';
import type { Arguments } from './parse-commands.ts';

/** `/mlp approve #run [step]` and `reject`: decides about what waits, by the law of approvals. */
export async function decideCommand(
  conversation: Conversation,
  decision: Decision,
  { words, line }: Arguments,
): Promise<Answer> {
  const name = numberIn(words);
  if (name === null) {
    const verb = decision === 'approved' ? 'approve' : 'reject';
    return refused(`Name the run whose step waits: \`/mlp ${verb} #12\`.`);
  }
  const run = await runNamed(conversation, name);
  const rows = run === null ? null : await conversation.deps.store.runs.load(run.id);
  if (rows === null) return refused(`There is no run ${quoted(name)} here.`);
  if (isEmergency(rows.header)) return review(conversation, decision, line, rows);
  const step = words.find((word) => word !== name);
  const waiting = waitingRows(rows).filter(
    ({ stepId, key }) => step === undefined || step === stepId || step === key,
  );
  if (waiting.length === 0) {
    const what = step === undefined ? 'No step' : `No step ${quoted(step)}`;
    return refused(`${what} of ${nameOf(rows.header)} waits for approval.`);
  }
  return decideAll(conversation, { decision, line }, rows, waiting);
}

/** What waited for nobody is looked at afterwards. */
async function review(
  conversation: Conversation,
  decision: Decision,
  line: string,
  rows: RunRows,
): Promise<Answer> {
  const { deps, comment, id: once } = conversation;
  const name = nameOf(rows.header);
  if (decision === 'rejected') {
    const { model, alias } = rows.header.byHand ?? { model: 'MODEL', alias: 'ALIAS' };
    return refused(`${name} was an emergency; go back by \`/mlp rollback ${model}@${alias}\`.`);
  }
  const { sender: by, createdAt: saidAt } = comment;
  const said = saidIn(conversation, line);
  const reason = await reviewEmergency(deps, rows, { by, saidAt, said, once });
  return reason === null
    ? { ...done(`${name}: reviewed by ${quoted(by.login)}.`), isAudited: true }
    : refused(`${name} is not reviewed: ${reason}.`);
}

type Decision = 'approved' | 'rejected';

async function decideAll(
  conversation: Conversation,
  { decision, line }: { readonly decision: Decision; readonly line: string },
  rows: RunRows,
  waiting: readonly StepRow[],
): Promise<Answer> {
  const { deps, api, comment, id: once } = conversation;
  const said = saidIn(conversation, line);
  const lines: string[] = [];
  let counted = 0;
  for (const row of waiting) {
    const { sender: by, createdAt: saidAt } = comment;
    const wanted = { by, decision, saidAt, row, said, once };
    const weighed = await decideRow(deps, api, rows, wanted);
    if (weighed.counts) {
      counted += 1;
      const left = await whatIsLeft(conversation, rows.header.id, row.key);
      lines.push(`- ${quoted(row.key)} ${decision}${left}`);
    } else lines.push(`- ${quoted(row.key)} is not ${decision}: ${weighed.reason}.`);
  }
  const text = [`${nameOf(rows.header)}:`, ...lines].join('\n');
  return { ...(counted === 0 ? refused(text) : done(text)), isAudited: true };
}

async function whatIsLeft({ deps }: Conversation, run: string, key: string): Promise<string> {
  const row = (await deps.store.runs.load(run))?.steps.find((step) => step.key === key);
  return row?.state === 'approval' && row.reason !== null ? `; it ${row.reason}.` : '.';
}
