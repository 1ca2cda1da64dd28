import type { RepositoryRef } from '../../domain/hosted.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { RunWish } from '../../reports/check/read-wish.ts';
import type { Clock } from '../../runtime/ports/clock.ts';
import type { Warn } from '../../runtime/ports/host.ts';
import type { Runs } from '../../runtime/ports/runs.ts';
import { KnownLimit } from '../../wire/known-limit.ts';
import { messageOf } from '../../../text/message-of.ts';

/** Somebody whom GitHub named when they signed in. */
export type Person = { readonly id: number; readonly login: string };

/** What somebody asks of a run. */
export type Asked = {
  readonly run: string;
  readonly wish: RunWish;
  /** Names what they ask, so that asking twice is asking once. */
  readonly once: string;
};

export type Answered =
  /** `run`: where one sees what came of it. */
  | { readonly type: 'done'; readonly run: string }
  /** A sentence without its end. */
  | { readonly type: 'refused'; readonly why: string }
  /** There is no such run, or they may not read it: which, nobody learns. */
  | { readonly type: 'nothing-here' }
  | { readonly type: 'too-often' }
  /** GitHub could not be asked who may: nothing was done. */
  | { readonly type: 'not-now' };

export type PeopleDoorDeps = {
  readonly runs: Pick<Runs, 'header'>;
  readonly mayRead: (repository: RepositoryRef, person: Person) => Promise<boolean>;
  /** Does it by the same law, and as the same events, as commands and buttons on GitHub do. */
  readonly press: (pressed: {
    readonly run: RunHeader;
    readonly wish: RunWish;
    readonly by: Person;
    readonly once: string;
  }) => Promise<Extract<Answered, { type: 'done' | 'refused' }>>;
  readonly clock: Pick<Clock, 'now'>;
  readonly warn: Warn;
};

/** The one way in for people who are signed in: whoever asks for anything to be done comes by here. */
export type PeopleDoor = { readonly ask: (person: Person, asked: Asked) => Promise<Answered> };

/** Each costs questions to GitHub. */
const ASKS = { perMs: 60_000, each: 30, all: 300 };

/** Opens it; who they are was found out by whoever asks. */
export function openPeopleDoor(deps: PeopleDoorDeps): PeopleDoor {
  const asks = new KnownLimit(deps.clock, ASKS);
  return {
    ask: async (person, { run: id, wish, once }) => {
      if (!asks.take(String(person.id))) return { type: 'too-often' };
      const run = await deps.runs.header(id);
      const repository = run?.hosted?.repository;
      if (run === null || repository === undefined) return { type: 'nothing-here' };
      if (!(await deps.mayRead(repository, person))) return { type: 'nothing-here' };
      asks.know(String(person.id));
      try {
        return await deps.press({ run, wish, by: person, once });
      } catch (error) {
        deps.warn(`nothing was done for ${person.login}: ${messageOf(error)}`, { run: id });
        return { type: 'not-now' };
      }
    },
  };
}
