import { randomUUID } from 'node:crypto';
import { Client, type Pool } from 'pg';

const CHANNEL = 'mlpipelines_commit';
const POLL_EVERY_MS = 1000;
const GATHER_MS = 20;

export type Announcer = {
  /** Tells other processes soon that something was committed here. */
  announce(): void;
  watch(onOutsideCommit: () => void): () => void;
  close(): Promise<void>;
};

/**
 * Wakes processes on one PostgreSQL. A notice is sent after the commit, one for many: NOTIFY inside a transaction takes
 * a lock that all commits of the database queue up for. A notice may get lost, so whoever watches is woken each second anyway.
 */
export function postgresAnnouncer(url: string, pool: Pool): Announcer {
  const me = randomUUID();
  const stops = new Set<() => Promise<void>>();
  let pending: NodeJS.Timeout | null = null;
  const send = (): void => {
    pending = null;
    pool.query('select pg_notify($1, $2)', [CHANNEL, me]).catch(() => undefined);
  };
  return {
    announce: () => {
      pending ??= setTimeout(send, GATHER_MS).unref();
    },
    watch: (onOutsideCommit) => {
      const stop = listen(url, (from) => (from === me ? undefined : onOutsideCommit()));
      const timer = setInterval(onOutsideCommit, POLL_EVERY_MS).unref();
      stops.add(stop);
      return () => {
        clearInterval(timer);
        stops.delete(stop);
        void stop();
      };
    },
    close: async () => {
      if (pending !== null) clearTimeout(pending);
      await Promise.all([...stops].map((stop) => stop()));
    },
  };
}

function listen(url: string, onNotice: (from: string | undefined) => void): () => Promise<void> {
  let client: Client | null = null;
  let stopped = false;
  const connect = async (): Promise<void> => {
    if (client !== null || stopped) return;
    const fresh = new Client({ connectionString: url });
    client = fresh;
    fresh.on('notification', (notice) => onNotice(notice.payload));
    fresh.on('error', () => undefined);
    fresh.on('end', () => {
      client = null;
    });
    try {
      await fresh.connect();
      await fresh.query(`listen ${CHANNEL}`);
    } catch {
      client = null;
    }
  };
  void connect();
  const again = setInterval(() => void connect(), POLL_EVERY_MS).unref();
  return async () => {
    stopped = true;
    clearInterval(again);
    await client?.end().catch(() => undefined);
  };
}
