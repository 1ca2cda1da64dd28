import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { threadId } from 'node:worker_threads';
import { answerQuestions } from '../../app/offload/answer-questions.ts';

type Asked = { readonly task: Task; readonly what: string; readonly beats?: Int32Array };

const TASKS = {
  echo: ({ what }: Asked) => what,
  throw: ({ what }: Asked): string => {
    throw new Error(what);
  },
  name: () => `${process.pid}/${threadId}`,
  secrets: ({ what }: Asked) => process.env[what] ?? 'none',
  read: ({ what }: Asked) => readFileSync(what, 'utf8'),
  write: ({ what }: Asked) => {
    writeFileSync(what, 'x');
    return 'written';
  },
  start: ({ what }: Asked) => execFileSync(what).toString(),
  exit: () => process.exit(3),
  hang: ({ beats = new Int32Array(1) }: Asked): string => {
    for (;;) Atomics.add(beats, 0, 1);
  },
  fill: (): string => {
    const kept: string[][] = [];
    for (;;) kept.push(Array.from({ length: 10_000 }, (_, index) => `${index}`));
  },
  'fill-beside': (): string => {
    const kept: Buffer[] = [];
    for (;;) kept.push(Buffer.alloc(1_000_000, 1));
  },
};

/** What a worker of these tests is asked to do. */
export type Task = keyof typeof TASKS;

answerQuestions<Asked, string>((asked) => TASKS[asked.task](asked));
