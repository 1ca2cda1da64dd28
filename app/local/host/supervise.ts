import type { Readable, Writable } from 'node:stream';
import type { ExecutorHost } from '../../../action/executor/executor-host.ts';
import type { AttemptReport } from '../../../schemas/attempt-report.generated.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { jsonLineWriter, readJsonLines } from './json-lines.ts';
import type { AttemptName, FromSupervisor, ToSupervisor } from './supervisor-protocol.ts';

/** Runs one attempt to its end. */
export type Execute = (ticket: Ticket, face: ExecutorFace) => Promise<unknown>;

export type ExecutorFace = Pick<ExecutorHost, 'report' | 'stop' | 'kill'>;

/**
 * The life of a supervisor: carries out what comes in and tells what happens, until the lifeline, its input, ends.
 * Attempts are killed then; it resolves when they are over, or `lastWordsMs` later.
 */
export async function supervise(
  streams: { readonly input: Readable; readonly output: Writable },
  execute: Execute,
  lastWordsMs: number,
): Promise<void> {
  const attempts = new Map<AttemptName, LiveAttempt>();
  const writer = jsonLineWriter(streams.output);
  const tell: Tell = (message) => (isEnd(message) ? writer.now(message) : writer.soon(message));
  // EPIPE says that the reader is gone; its end of the lifeline says so too.
  streams.output.on('error', () => undefined);
  readJsonLines(streams.input, toSupervisor, (message) => {
    if (message.type === 'start') begin(attempts, message, { execute, tell });
    else if (message.type === 'stop') attempts.get(message.name)?.stop.abort('cancel');
    else killAll(attempts);
  });
  await endOf(streams.input);
  killAll(attempts);
  await Promise.race([
    Promise.all([...attempts.values()].map((attempt) => attempt.over)),
    new Promise((done) => setTimeout(done, lastWordsMs)),
  ]);
}

/** What the run waits for; all else may come together with it. */
function isEnd(message: FromSupervisor): boolean {
  return message.type === 'crashed' || message.report.type === 'ended';
}

type LiveAttempt = {
  readonly stop: AbortController;
  readonly kill: AbortController;
  readonly over: Promise<void>;
};

type Tell = (message: FromSupervisor) => void;
type Means = {
  readonly execute: Execute;
  readonly tell: Tell;
};

function begin(
  attempts: Map<AttemptName, LiveAttempt>,
  { name, ticket }: Extract<ToSupervisor, { type: 'start' }>,
  { execute, tell }: Means,
): void {
  const stop = new AbortController();
  const kill = new AbortController();
  const report = (news: AttemptReport) => tell({ type: 'report', name, report: news });
  const over = execute(ticket, { report, stop: stop.signal, kill: kill.signal }).then(
    () => undefined,
    (error: unknown) => tell({ type: 'crashed', name, message: messageOf(error) }),
  );
  attempts.set(name, { stop, kill, over: over.then(() => void attempts.delete(name)) });
}

function killAll(attempts: ReadonlyMap<AttemptName, LiveAttempt>): void {
  for (const attempt of attempts.values()) attempt.kill.abort();
}

function endOf(input: Readable): Promise<void> {
  return new Promise((done) => {
    input.once('end', done);
    input.once('close', done);
    input.once('error', () => done());
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function toSupervisor(line: string): ToSupervisor {
  return JSON.parse(line);
}
