import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { senderOf } from './sender-of.ts';
import type { Visit } from './visit.ts';

/**
 * So long strangers may take to say what they want. GitHub itself gives up a webhook after ten seconds:
 * https://docs.github.com/webhooks/using-webhooks/best-practices-for-using-webhooks#respond-within-10-seconds
 */
export const STRANGER_SENDS_MS = 10_000;
/** And so long all of it may take, its answer included: GitHub may have to be asked who they are. */
const STRANGER_STAYS_MS = 60_000;
/** Connections on which nobody has proved who they are; each costs some 30 kB. */
const MOST_STRANGERS = 1000;
/** Of jobs, of people and of GitHub's webhooks: each costs a file descriptor too. */
const MOST_KNOWN = 2900;
/** Beyond these nobody can connect at all, so that there is room beside both. */
const MOST_CONNECTIONS = 4000;
/** So long whoever is known may take the rest of an answer that is whole. */
export const ANSWER_TAKEN_MS = 300_000;

/** How Node's server is made: https://nodejs.org/api/http.html#httpcreateserveroptions-requestlistener */
export const SERVER_OPTIONS: ServerOptions = {
  headersTimeout: STRANGER_SENDS_MS,
  // A job's upload may take hours; `Connections` watches how long strangers take.
  requestTimeout: 0,
  connectionsCheckingInterval: 1000,
  keepAliveTimeout: 5000,
  // GitHub's headers have under 1 kB, those of a browser with its cookies some 4 kB.
  maxHeaderSize: 16 * 1024,
};

type Guest = {
  readonly socket: Socket;
  /** `idle`: nothing is asked on it. */
  state: 'idle' | 'stranger' | 'known';
  /** Of a stranger, where they are; of who is known, who they are. */
  sender: string;
};

/**
 * The connections to a server. Everybody is a stranger until somebody vouches for them, and is cut off who is slow. When
 * there are too many strangers, idle connections are closed first, then the oldest of the sender that has the most; when
 * there are too many who are known, the oldest of whoever has the most.
 */
export class Connections {
  readonly #proxies: number;
  /** Those that changed their state the longest ago come first. */
  readonly #guests = new Map<Socket, Guest>();

  constructor(server: Server, proxies: number) {
    this.#proxies = proxies;
    server.maxConnections = MOST_CONNECTIONS;
    server.maxRequestsPerSocket = 1000;
    server.on('connection', (socket: Socket) => this.#welcome(socket));
  }

  /** A request comes in. */
  meet(request: IncomingMessage, response: ServerResponse): Visit {
    const { socket, headers } = request;
    const forwarded = headers['x-forwarded-for'];
    const sender = senderOf(
      { address: socket.remoteAddress, forwarded: forwarded?.toString() },
      this.#proxies,
    );
    this.#become(socket, 'stranger', sender);
    const hangUp = () => void socket.destroy();
    let timer = setTimeout(() => {
      if (!request.complete) hangUp();
      timer = setTimeout(hangUp, STRANGER_STAYS_MS - STRANGER_SENDS_MS);
    }, STRANGER_SENDS_MS);
    const vouch = (who: string) => {
      clearTimeout(timer);
      if (response.closed) return;
      this.#become(socket, 'known', who);
      this.#makeRoomOfKnown();
      // Answers behind others on their connection wait for these, and are nobody's to watch meanwhile.
      response.once('prefinish', () => {
        clearTimeout(timer);
        timer = setTimeout(hangUp, ANSWER_TAKEN_MS);
      });
    };
    response.once('close', () => {
      clearTimeout(timer);
      this.#become(socket, 'idle', sender);
    });
    return { sender, vouch, hangUp };
  }

  #welcome(socket: Socket): void {
    const sender = senderOf({ address: socket.remoteAddress, forwarded: undefined }, 0);
    this.#guests.set(socket, { socket, state: 'idle', sender });
    socket.once('close', () => this.#guests.delete(socket));
    this.#makeRoom();
  }

  #become(socket: Socket, state: Guest['state'], sender: string): void {
    if (!this.#guests.delete(socket)) return;
    this.#guests.set(socket, { socket, state, sender });
  }

  #makeRoom(): void {
    if (this.#guests.size <= MOST_STRANGERS) return;
    const strangers = [...this.#guests.values()].filter(({ state }) => state !== 'known');
    if (strangers.length <= MOST_STRANGERS) return;
    const idle = strangers.find(({ state }) => state === 'idle');
    this.#drop(idle ?? firstOfMost(strangers));
  }

  #makeRoomOfKnown(): void {
    if (this.#guests.size <= MOST_KNOWN) return;
    const known = [...this.#guests.values()].filter(({ state }) => state === 'known');
    if (known.length > MOST_KNOWN) this.#drop(firstOfMost(known));
  }

  #drop(leaving: Guest | undefined): void {
    if (leaving === undefined) return;
    this.#guests.delete(leaving.socket);
    leaving.socket.destroy();
  }
}

function firstOfMost(guests: readonly Guest[]): Guest | undefined {
  const bySender = [...Map.groupBy(guests, ({ sender }) => sender).values()];
  return bySender.reduce((most, each) => (each.length > most.length ? each : most), [])[0];
}
