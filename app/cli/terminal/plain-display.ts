import type { RunView } from '../../../schemas/run-view.generated.ts';
import { endStory } from '../../reports/terminal/end-story.ts';
import { line, type Line } from '../../reports/layout/line.ts';
import { outputLine } from '../../reports/words/named-output.ts';
import { runChanges, type Printed } from '../../reports/terminal/progress-lines.ts';
import { isLive } from '../../reports/words/step-words.ts';
import { OutputTails } from './output-tails.ts';
import { writeLines } from './print.ts';
import type { RunDisplay, RunDisplayOptions } from './run-display.ts';

/** A run as lines that are never taken back: one for each thing that happens, and what the steps print. */
export class PlainDisplay implements RunDisplay {
  readonly #options: RunDisplayOptions;
  readonly #tails = new OutputTails();
  #shown: RunView | null = null;
  /** Attempts whose start has been told and whose end has not, by key. */
  #live: ReadonlyMap<string, number> = new Map();
  /** Printed by an attempt before the view that tells of it. */
  #early: Printed[] = [];

  constructor(options: RunDisplayOptions) {
    this.#options = options;
  }

  update(view: RunView): void {
    const seen = new Map(view.steps.map(({ key, attempts }) => [key, attempts.length]));
    const ready = this.#early.filter(({ key, attempt }) => attempt <= (seen.get(key) ?? 0));
    this.#early = this.#early.filter((printed) => !ready.includes(printed));
    this.#write(runChanges(this.#shown, view, this.#options.plan, ready));
    this.#shown = view;
    const live = view.steps.filter((step) => isLive(step));
    this.#live = new Map(live.map(({ key, attempts }) => [key, attempts.at(-1)?.number ?? 0]));
  }

  line(printed: Printed): void {
    this.#tails.add(printed);
    const { key, attempt, text } = printed;
    if (this.#live.get(key) === attempt) this.#write([outputLine(key, text)]);
    else this.#early.push(printed);
  }

  note(text: string): void {
    this.#write([line(text, 'dim')]);
  }

  close(view: RunView): void {
    const { plan, terminal } = this.#options;
    this.update(view);
    this.#write(this.#early.splice(0).map(({ key, text }) => outputLine(key, text)));
    this.#write(endStory({ view, plan, tails: this.#tails.all() }, terminal.columns));
  }

  #write(lines: readonly Line[]): void {
    const { output, terminal } = this.#options;
    writeLines(output, lines, terminal.colour);
  }
}
