import { parentPort } from 'node:worker_threads';
import { messageOf } from '../../text/message-of.ts';

/** What a thread says to a question. */
export type Reply<A> =
  { readonly ok: true; readonly answer: A } | { readonly ok: false; readonly message: string };

/** What the file that a thread runs does: answers one question after the other. Gives what it says to one. */
export function answerQuestions<Q, A>(answer: (question: Q) => A): (question: Q) => Reply<A> {
  const reply = (question: Q) => replyTo(question, answer);
  parentPort?.on('message', (question: Q) => parentPort?.postMessage(reply(question), []));
  return reply;
}

function replyTo<Q, A>(question: Q, answer: (question: Q) => A): Reply<A> {
  try {
    return { ok: true, answer: answer(question) };
  } catch (error) {
    return { ok: false, message: messageOf(error) };
  }
}
