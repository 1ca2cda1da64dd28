import { parentPort } from 'node:worker_threads';
import { messageOf } from '../../text/message-of.ts';
import { ANSWERS, UP } from './answers-argument.ts';

/** What a worker says to a question. */
export type Reply<A> =
  { readonly ok: true; readonly answer: A } | { readonly ok: false; readonly message: string };

/** What the file that a thread or a process runs does: answers one question after the other. Gives what it says to one. */
export function answerQuestions<Q, A>(
  answer: (question: Q) => A | Promise<A>,
): (question: Q) => Promise<Reply<A>> {
  const reply = (question: Q) => replyTo(question, answer);
  const answerTo = async (question: Q, say: (said: Reply<A>) => unknown) =>
    say(await reply(question));
  const port = parentPort;
  port?.on('message', (question: Q) => {
    void answerTo(question, (said) => port.postMessage(said, []));
  });
  if (port === null && process.argv.includes(ANSWERS)) {
    process.on('message', (question: Q) => {
      void answerTo(question, (said) => process.send?.(said));
    });
    process.send?.(UP);
    // Whom it answers is gone.
    process.on('disconnect', () => process.exit());
  }
  return reply;
}

async function replyTo<Q, A>(
  question: Q,
  answer: (question: Q) => A | Promise<A>,
): Promise<Reply<A>> {
  try {
    return { ok: true, answer: await answer(question) };
  } catch (error) {
    return { ok: false, message: messageOf(error) };
  }
}
