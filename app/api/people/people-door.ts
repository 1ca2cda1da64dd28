import type { RepositoryRef } from '../../domain/hosted.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { RunWish } from '../../reports/check/read-wish.ts';
import type { Clock } from '../../runtime/ports/clock.ts';
import type { Warn } from '../../runtime/ports/host.ts';
import type { Runs } from '../../runtime/ports/runs.ts';
import type { ModelWish } from '../../runtime/promotion/model-wish.ts';
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
  { readonly type: 'done'; readonly run: string } | NotDone;

/** What somebody asks of a model. */
export type AskedOfModel = {
  readonly repository: RepositoryRef;
  readonly wish: ModelWish;
};

/** `run`: where one sees what comes of it; null: nothing runs for it. */
export type AnsweredOfModel = { readonly type: 'done'; readonly run: string | null } | NotDone;

export type Foreseen =
  | {
      readonly type: 'will';
      /** Sentences in Markdown of what would happen. */
      readonly says: readonly string[];
      /** What is to be asked for so that just that happens, however things stand by then. */
      readonly wish: ModelWish;
    }
  | NotDone;

export type NotDone =
  /** A sentence, with its end or without. */
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
  /** Does it by the same law as the commands of these names do. */
  readonly askOfModel: (
    asked: AskedOfModel & { readonly by: Person; readonly once: string },
  ) => Promise<Extract<AnsweredOfModel, { type: 'done' | 'refused' }>>;
  readonly foresee: (
    asked: AskedOfModel & { readonly by: Person },
  ) => Promise<Extract<Foreseen, { type: 'will' | 'refused' }>>;
  readonly clock: Pick<Clock, 'now'>;
  readonly warn: Warn;
};

/** The one way in for people who are signed in: whoever asks for anything to be done comes by here. */
export type PeopleDoor = {
  readonly ask: (person: Person, asked: Asked) => Promise<Answered>;
  readonly askOfModel: (
    person: Person,
    asked: AskedOfModel & Pick<Asked, 'once'>,
  ) => Promise<AnsweredOfModel>;
  /** What would come of it. */
  readonly foresee: (person: Person, asked: AskedOfModel) => Promise<Foreseen>;
};

/** Each costs questions to GitHub. */
const ASKS = { perMs: 60_000, each: 30, all: 300 };

/** Opens it; who they are was found out by whoever asks. */
export function openPeopleDoor(deps: PeopleDoorDeps): PeopleDoor {
  const asks = new KnownLimit(deps.clock, ASKS);
  const isTooMuch = ({ id }: Person) => !asks.take(String(id));
  const inside = { ...deps, know: ({ id }: Person) => asks.know(String(id)) };
  return {
    ask: async (by, { run: id, wish, once }) => {
      if (isTooMuch(by)) return TOO_OFTEN;
      const run = await deps.runs.header(id);
      if (run === null) return NOTHING_HERE;
      const repository = run.hosted?.repository ?? null;
      return letIn(inside, { by, repository }, () => deps.press({ run, wish, by, once }));
    },
    askOfModel: async (by, asked) =>
      isTooMuch(by)
        ? TOO_OFTEN
        : letIn(inside, { ...asked, by }, () => deps.askOfModel({ ...asked, by })),
    foresee: async (by, asked) =>
      isTooMuch(by)
        ? TOO_OFTEN
        : letIn(inside, { ...asked, by }, () => deps.foresee({ ...asked, by })),
  };
}

const TOO_OFTEN: NotDone = { type: 'too-often' };
const NOTHING_HERE: NotDone = { type: 'nothing-here' };

/** `know`: takes note of one who may read something here. */
type Inside = Pick<PeopleDoorDeps, 'mayRead' | 'warn'> & { readonly know: (by: Person) => void };
type Asking = { readonly by: Person; readonly repository: RepositoryRef | null };

async function letIn<T>(
  { mayRead, warn, know }: Inside,
  { by, repository }: Asking,
  act: () => Promise<T>,
): Promise<T | NotDone> {
  if (repository === null || !(await mayRead(repository, by))) return NOTHING_HERE;
  know(by);
  try {
    return await act();
  } catch (error) {
    warn(`nothing was done for ${by.login}: ${messageOf(error)}`, { repository: repository.id });
    return { type: 'not-now' };
  }
}
