import { threadId } from 'node:worker_threads';
import { answerQuestions } from '../../app/offload/answer-questions.ts';

/** What a thread of these tests is asked to do. */
export type Task = 'echo' | 'throw' | 'hang' | 'fill' | 'exit' | 'name';

answerQuestions<{ task: Task; what: string; beats?: Int32Array }, string>(
  ({ task, what, beats = new Int32Array(1) }) => {
    if (task === 'name') return `${threadId}`;
    if (task === 'throw') throw new Error(what);
    if (task === 'exit') process.exit(3);
    if (task === 'hang') for (;;) Atomics.add(beats, 0, 1);
    const kept: string[][] = [];
    if (task === 'fill')
      for (;;) kept.push(Array.from({ length: 10_000 }, (_, index) => `${index}`));
    return what;
  },
);
