import { digestOfBytes, type Digest } from '../../content/digest-of-bytes.ts';
import type { PlanStep } from '../../app/domain/plan.ts';
import type { RunRequest } from '../../app/domain/run/run.ts';
import type { AttemptReport } from '../../schemas/attempt-report.generated.ts';
import { aPlan } from '../support/build-plan.ts';
import { ask, claimed, type Asked } from './ask.ts';
import type { TestApp } from './open-app.ts';

/** An attempt that a test has claimed, and may speak for. */
export class ClaimedAttempt {
  readonly run: string;
  readonly #app: TestApp;
  readonly #answer: Asked<'claimed'>;

  constructor(app: TestApp, run: string, answer: Asked<'claimed'>) {
    this.#app = app;
    this.run = run;
    this.#answer = answer;
  }

  get claim(): string {
    return this.#answer.claim;
  }

  say(path: string, message: object): Promise<Asked> {
    const { claim, token } = this.#answer;
    return ask(this.#app, `attempts/${claim}/${path}`, { format: 1, ...message }, token);
  }

  report(first: number, ...reports: readonly AttemptReport[]): Promise<Asked> {
    return this.say('reports', { type: 'reports', first, reports });
  }

  async blobs(type: string, digests: readonly string[], size: number | null = null) {
    const blobs = digests.map((digest) => ({ digest, size }));
    return this.say('blobs', { type: `blobs.${type}`, blobs });
  }

  async link(type: 'upload' | 'download', digest: string, size: number | null): Promise<string> {
    const answer = await this.blobs(type, [digest], size);
    if (answer.type !== 'blobs') throw new Error(JSON.stringify(answer));
    return answer.blobs[0]?.url ?? '';
  }

  async store(bytes: Uint8Array): Promise<Digest> {
    const digest = digestOfBytes(bytes);
    const url = await this.link('upload', digest, bytes.byteLength);
    const { status } = await fetch(url, { method: 'PUT', body: Buffer.from(bytes) });
    if (status !== 204) throw new Error(`HTTP ${status}`);
    return digest;
  }

  /** How its run ended, and what is said of its step. */
  async end() {
    const { runs } = this.#app.now().store;
    const rows = await runs.load(this.run);
    const [row] = rows?.steps ?? [];
    return { status: rows?.header.status, reason: row?.reason, attempts: row?.attempt };
  }
}

/** The first attempt of a run of this step alone. */
export async function attemptOf(
  app: TestApp,
  step: PlanStep,
  given: Partial<RunRequest> = {},
): Promise<ClaimedAttempt> {
  const run = await app.start(aPlan([step]), given);
  return new ClaimedAttempt(app, run.id, await claimed(app, await app.job(run, step.id)));
}
