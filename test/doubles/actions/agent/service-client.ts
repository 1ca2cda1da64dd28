import type { AgentMessage, AgentReport } from '../service/agent-session.ts';
import type { JobResult, JobSink } from '../runner/job-message.ts';
import type { JitConfig } from './read-jit-config.ts';

const PATIENCE_MS = 30_000;
const BETWEEN_TRIES_MS = 500;

/** An agent's way to the service. Reports go out one after the other, in their order. */
export class ServiceClient {
  readonly #config: JitConfig;
  #sent: Promise<unknown> = Promise.resolve();
  #log = '';

  constructor(config: JitConfig) {
    this.#config = config;
  }

  async connect(version: string | null): Promise<'connected' | 'refused' | 'deprecated'> {
    const { status } = await this.#call('POST', '/runner/session', { version });
    if (status === 403) return 'deprecated';
    return status === 200 ? 'connected' : 'refused';
  }

  /** The next message, null when there is none yet. */
  async next(signal: AbortSignal): Promise<AgentMessage | 'gone' | null> {
    try {
      const answer = await this.#call('GET', '/runner/message', null, signal);
      if (answer.status === 401) return 'gone';
      return answer.status === 200 ? ((await answer.json()) as AgentMessage) : null;
    } catch {
      if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, BETWEEN_TRIES_MS));
      return null;
    }
  }

  /** Tells the service what a job does. Log lines wait for each other, so that many make few calls. */
  sink(): JobSink {
    return {
      steps: (steps) => this.#report({ steps }),
      annotate: (annotate) => this.#report({ annotate }),
      summary: (summary) => this.#report({ summary }),
      log: (text) => {
        if (this.#log === '') setTimeout(() => this.#flush(), 50);
        this.#log += text;
      },
    };
  }

  async complete(result: JobResult): Promise<void> {
    this.#flush();
    await this.#sent;
    await this.#call('POST', '/runner/complete', result);
  }

  #report(report: AgentReport): void {
    this.#flush();
    this.#queue(report);
  }

  #flush(): void {
    const log = this.#log;
    this.#log = '';
    if (log !== '') this.#queue({ log });
  }

  #queue(report: AgentReport): void {
    const send = () => this.#call('POST', '/runner/report', report).catch(() => undefined);
    this.#sent = this.#sent.then(send);
  }

  #call(method: string, path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
    const limit = AbortSignal.timeout(PATIENCE_MS);
    return fetch(`${this.#config.serverUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#config.token}`,
        ...(body !== null && { 'content-type': 'application/json' }),
      },
      ...(body !== null && { body: JSON.stringify(body) }),
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    });
  }
}
