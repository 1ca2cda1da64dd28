import { randomBytes } from 'node:crypto';
import type {
  OrderedRepository,
  RunnerOrder,
  RunnerReporter,
} from '../../github/actions-backend.ts';
import type { Clock } from '../../github/clock.ts';
import { AgentSession } from './agent-session.ts';

export type RunnerLimits = {
  /** How long a JIT configuration waits for its runner, and a connected runner for a job, in ms. */
  readonly idleMs: number;
  /** How long a busy runner may be silent before its job is given up, in ms. */
  readonly silentMs: number;
};

type Waiting = {
  readonly labels: readonly string[];
  readonly repository: OrderedRepository;
  take(session: AgentSession): void;
};

/**
 * Self-hosted runners from JIT configurations. Each is offline until its agent connects, then idle, then busy with
 * the one job whose labels it has, then gone. One that stays idle is removed:
 * https://github.com/actions/runner/issues/4726
 */
export class RunnerPool {
  /** Where agents find the service; known once its server listens. */
  address = '';
  /** Runners before this version are refused. */
  oldestVersion = '0.0.0';
  readonly #clock: Clock;
  readonly #limits: RunnerLimits;
  readonly #sessions = new Map<string, AgentSession>();
  readonly #waiting = new Set<Waiting>();

  constructor(clock: Clock, limits: RunnerLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Answers the `encoded_jit_config` of a new runner, in the form of GitHub's: base64 of files by name, each base64. */
  register(order: RunnerOrder, reporter: RunnerReporter): string {
    const token = randomBytes(32).toString('base64url');
    const session = new AgentSession(order, {
      clock: this.#clock,
      silentMs: this.#limits.silentMs,
      changed: (state) => this.#changed(token, session, { reporter, state }),
    });
    this.#sessions.set(token, session);
    void this.#removeIdle(session);
    return encoded({
      '.runner': {
        AgentId: String(order.id),
        AgentName: order.name,
        Ephemeral: 'True',
        ServerUrl: this.address,
        WorkFolder: order.workFolder,
      },
      '.credentials': { Scheme: 'OAuth', Data: { Token: token } },
    });
  }

  /** Forgets a runner; its agent is told to go. */
  remove(runnerId: number): void {
    for (const session of this.#sessions.values()) {
      if (session.order.id === runnerId) session.end();
    }
  }

  /** The runner that an agent's token belongs to; null when there is none any more. */
  sessionOf(token: string): AgentSession | null {
    return this.#sessions.get(token) ?? null;
  }

  isDeprecated(version: string | null): boolean {
    return version !== null && isBefore(version, this.oldestVersion);
  }

  /** Waits for an idle runner that has all the labels; null when the signal fires first. */
  claim(
    labels: readonly string[],
    repository: OrderedRepository,
    signal: AbortSignal,
  ): Promise<AgentSession | null> {
    if (signal.aborted) return Promise.resolve(null);
    return new Promise((resolve) => {
      const give = (session: AgentSession | null) => {
        this.#waiting.delete(waiting);
        signal.removeEventListener('abort', leave);
        resolve(session);
      };
      const leave = () => give(null);
      const waiting: Waiting = { labels, repository, take: give };
      this.#waiting.add(waiting);
      signal.addEventListener('abort', leave, { once: true });
      this.#match();
    });
  }

  #changed(
    token: string,
    session: AgentSession,
    { reporter, state }: { reporter: RunnerReporter; state: 'idle' | 'busy' | 'gone' },
  ): void {
    if (state === 'gone') {
      this.#sessions.delete(token);
      reporter.runnerGone(session.order.id);
      return;
    }
    reporter.runnerChanged(session.order.id, { online: true, busy: state === 'busy' });
    if (state === 'idle') this.#match();
  }

  #match(): void {
    for (const waiting of this.#waiting) {
      const session = [...this.#sessions.values()].find(
        (candidate) => candidate.isIdle() && candidate.fits(waiting.labels, waiting.repository),
      );
      if (session !== undefined && session.reserve()) waiting.take(session);
    }
  }

  async #removeIdle(session: AgentSession): Promise<void> {
    while (!session.over.aborted) {
      await this.#clock.sleep(this.#limits.idleMs, session.over);
      const idleFor = this.#clock.now() - session.idleSince;
      if (!session.isBusy() && idleFor >= this.#limits.idleMs) session.end();
      else if (session.isBusy()) return;
    }
  }
}

function encoded(files: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(files).map(([name, content]) => [
    name,
    Buffer.from(JSON.stringify(content)).toString('base64'),
  ]);
  return Buffer.from(JSON.stringify(Object.fromEntries(parts))).toString('base64');
}

function isBefore(version: string, other: string): boolean {
  return version.localeCompare(other, 'en', { numeric: true }) < 0;
}
