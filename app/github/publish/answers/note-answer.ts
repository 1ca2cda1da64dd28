import { isList, isMap, type JsonMap } from '../../../domain/json.ts';
import { MENTION_AFTER_MS } from '../../../domain/policy.ts';
import type { RunHeader } from '../../../domain/run/run.ts';
import { publicationId, type Touch } from '../../../runtime/ports/hosted/publications.ts';
import type { Message } from '../../message.ts';
import type { PublishDeps } from '../publish-deps.ts';
import { loginOf } from './render-mention.ts';

type Deps = Pick<PublishDeps, 'store' | 'clock'>;
type Reply = Extract<Message, { type: 'reply' }>;

/** One run is answered for more than once where several people let the same commit run. */
const MOST_ANSWERS = 20;

/** Makes the answer to a comment due, and has the runs that it tells of know of it: their ends are told there. */
export async function noteAnswer(
  { store, clock }: Deps,
  { repository, issue }: Reply,
  { comment, lines }: NonNullable<Reply['follows']>,
): Promise<void> {
  const target = { type: 'answer', repository, issue, comment } as const;
  const kept = lines.map(({ text, run }) => ({ text, run }));
  const touches: Touch[] = [{ target, notes: () => ({ lines: kept }) }];
  for (const { run } of lines) {
    const sha = run === null ? null : ((await store.runs.header(run))?.sha ?? null);
    if (run === null || sha === null) continue;
    const check = { type: 'run', repository, run, sha } as const;
    touches.push({ target: check, notes: (known) => withAnswer(known, { issue, comment }) });
  }
  await store.publications.touch(touches, clock.now());
}

type Place = { readonly issue: number; readonly comment: number };

function withAnswer(known: JsonMap, place: Place): JsonMap {
  const others = answersIn(known).filter(({ comment }) => comment !== place.comment);
  return { ...known, answers: [...others, place].slice(-MOST_ANSWERS) };
}

function answersIn({ answers }: JsonMap): readonly Place[] {
  return (answers !== undefined && isList(answers) ? answers : []).flatMap((value) => {
    const { issue, comment } = isMap(value) ? value : {};
    return typeof issue === 'number' && typeof comment === 'number' ? [{ issue, comment }] : [];
  });
}

/** A run is over: the answers that tell of it are due, and the comment that tells whoever started it, where it took long. */
export async function noteEnded(
  { store, clock }: Deps,
  { repository, run }: Extract<Message, { type: 'ended' }>,
): Promise<void> {
  const header = await store.runs.header(run);
  if (header === null || header.sha === null) return;
  const check = publicationId({ type: 'run', repository, run, sha: header.sha });
  const notes = (await store.publications.find(check))?.notes ?? {};
  const answers = answersIn(notes).map((place): Touch => {
    return { target: { type: 'answer', repository, ...place } };
  });
  const pull = header.hosted?.pull ?? null;
  const mention: readonly Touch[] =
    pull !== null && isLong(header) && loginOf(header) !== null
      ? [{ target: { type: 'mention', repository, pull, run } }]
      : [];
  await store.publications.touch([...answers, ...mention], clock.now());
}

/** Nobody waits for the end of a run that somebody ended. */
function isLong({ hosted, status, startedAt, endedAt }: RunHeader): boolean {
  const { mentionAfterMs = MENTION_AFTER_MS } = hosted ?? {};
  if (mentionAfterMs === null || status === 'cancelled') return false;
  return startedAt !== null && endedAt !== null && endedAt - startedAt > mentionAfterMs;
}
