import { once } from 'node:events';
import { connect } from 'node:net';

/** A connection on which a test writes what no client would. */
export type RawClient = {
  readonly send: (text: string | Uint8Array) => void;
  /** All that has been answered so far. */
  readonly heard: () => string;
  /** Waits for an answer that has this in it. */
  readonly hears: (text: string) => Promise<void>;
  /** Resolves when the other side has ended it. */
  readonly ended: Promise<void>;
  readonly isOpen: () => boolean;
  /** Takes no more of what is answered. */
  readonly pause: () => void;
  readonly resume: () => void;
  readonly end: () => void;
};

export async function openRawClient(port: number): Promise<RawClient> {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  let look = () => {};
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    heard += chunk.toString('latin1');
    look();
  });
  await once(socket, 'connect');
  return {
    send: (text) => void socket.write(text),
    heard: () => heard,
    hears: (text) =>
      new Promise((resolve, reject) => {
        look = () => {
          if (heard.includes(text)) resolve();
        };
        look();
        void ended.then(() =>
          reject(new Error(`It ended, and said only ${JSON.stringify(heard)}`)),
        );
      }),
    ended,
    isOpen: () => !socket.destroyed,
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    end: () => void socket.destroy(),
  };
}
