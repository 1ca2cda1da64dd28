/** Cuts a stream of text into lines. Text comes in pieces of any size; a line is never held beyond `limit` characters. */
export type LineSplitter = {
  push(text: string): void;
  /** The stream is over: what is left without a line end is a line. */
  end(): void;
};

export type SplitLine = {
  readonly text: string;
  /** Characters beyond the limit that were dropped. */
  readonly dropped: number;
  /** A state of a progress bar (`\r` without `\n`), which the next state overwrites. */
  readonly progress: boolean;
};

type Pending = { text: string; dropped: number };

/** Makes a splitter. `\r\n` ends a line; a lone `\r` starts it over, as tqdm does, and what stood there is given as progress. */
export function splitLines(limit: number, take: (line: SplitLine) => void): LineSplitter {
  let current: Pending = { text: '', dropped: 0 };
  let overwritten: Pending | null = null;

  const append = (piece: string): void => {
    const room = limit - current.text.length;
    current.text += room >= piece.length ? piece : piece.slice(0, room);
    current.dropped += Math.max(0, piece.length - room);
  };
  const startOver = (): void => {
    if (current.text === '') return;
    overwritten = current;
    take({ ...current, progress: true });
    current = { text: '', dropped: 0 };
  };
  const finish = (): void => {
    const line = current.text === '' && overwritten !== null ? overwritten : current;
    take({ ...line, progress: false });
    overwritten = null;
    current = { text: '', dropped: 0 };
  };

  return {
    push(text) {
      let from = 0;
      for (const { index } of text.matchAll(/[\r\n]/g)) {
        if (index > from) append(text.slice(from, index));
        if (text[index] === '\n') finish();
        else startOver();
        from = index + 1;
      }
      if (from < text.length) append(text.slice(from));
    },
    end() {
      if (current.text !== '' || overwritten !== null) finish();
    },
  };
}
