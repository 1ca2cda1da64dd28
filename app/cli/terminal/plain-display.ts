import type { RunView } from '../../../schemas/run-view.generated.ts';
import { endStory } from '../../reports/terminal/end-story.ts';
import { line, type Line } from '../../reports/layout/line.ts';
import { wrap } from '../../reports/layout/wrap.ts';
import { outputLine } from '../../reports/words/named-output.ts';
import { runChanges, type Printed } from '../../reports/terminal/progress-lines.ts';
import { OutputTails } from './output-tails.ts';
import { writeLines } from './print.ts';
import type { BesideRun, RunDisplay, RunDisplayOptions } from './run-display.ts';

/** A run as lines that are never taken back: one for each thing that happens, and what the steps print. */
export class PlainDisplay implements RunDisplay {
  readonly #options: RunDisplayOptions;
  readonly #tails = new OutputTails();
  #shown: RunView | null = null;
  /** Attempts that have been told of and whose end has not, by name: whether their command was told to have started. */
  #told: ReadonlyMap<string, 'prepared' | 'started'> = new Map();
  /** Printed by an attempt before the view that tells of it. */
  #early: Printed[] = [];

  constructor(options: RunDisplayOptions) {
    this.#options = options;
  }

  update(view: RunView): void {
    const states = stateOfAttempts(view);
    const ready = readyToTell(this.#early, states);
    this.#early = this.#early.filter((printed) => !ready.includes(printed));
    const prepared = (key: string, attempt: number) => this.#told.has(nameOf({ key, attempt }));
    this.#write(runChanges(this.#shown, view, this.#options.plan, { printed: ready, prepared }));
    this.#shown = view;
    this.#tails.forgetSucceeded(view);
    const spoke = new Set([...ready.map(nameOf), ...this.#told.keys()]);
    this.#told = new Map(
      [...states].flatMap(([name, state]): [string, 'prepared' | 'started'][] => {
        if (state === 'started') return [[name, 'started']];
        return state === 'ordered' && spoke.has(name) ? [[name, 'prepared']] : [];
      }),
    );
  }

  line(printed: Printed): void {
    this.#tails.add(printed);
    const name = nameOf(printed);
    const told = this.#told.get(name);
    const isInTurn = !this.#early.some((early) => nameOf(early) === name);
    const isTold = told === 'started' || (told === 'prepared' && printed.isOfExecutor === true);
    if (isInTurn && isTold) this.#write([outputLine(printed.key, printed.text)]);
    else this.#early.push(printed);
  }

  note(text: string): void {
    this.#write(wrap(text, this.#options.terminal.columns).map((part) => line(part, 'dim')));
  }

  close(view: RunView, beside: BesideRun = {}): void {
    const { plan, terminal, options } = this.#options;
    this.update(view);
    this.#write(this.#early.splice(0).map(({ key, text }) => outputLine(key, text)));
    const asked = options && { options };
    const ended = { view, plan, tails: this.#tails.all(), ...beside, ...asked };
    this.#write(endStory(ended, terminal.columns));
  }

  #write(lines: readonly Line[]): void {
    const { output, terminal } = this.#options;
    writeLines(output, lines, terminal.colour);
  }
}

type AttemptState = 'ordered' | 'started' | 'ended';

function stateOfAttempts(view: RunView): ReadonlyMap<string, AttemptState> {
  return new Map(
    view.steps.flatMap(({ key, attempts }) =>
      attempts.map(({ number, startedAt, endedAt }) => {
        const open = startedAt === null ? 'ordered' : 'started';
        return [nameOf({ key, attempt: number }), endedAt === null ? open : 'ended'] as const;
      }),
    ),
  );
}

/**
 * What a command prints is told once its start is; what the executor says before, once the attempt is known. Nothing
 * overtakes what its attempt printed before.
 */
function readyToTell(
  early: readonly Printed[],
  states: ReadonlyMap<string, AttemptState>,
): readonly Printed[] {
  const held = new Set<string>();
  return early.filter((printed) => {
    const name = nameOf(printed);
    const state = states.get(name);
    const isTooEarly = state === 'ordered' && printed.isOfExecutor !== true;
    if (state === undefined || isTooEarly) held.add(name);
    return !held.has(name);
  });
}

function nameOf({ key, attempt }: Pick<Printed, 'key' | 'attempt'>): string {
  return `${attempt}/${key}`;
}
