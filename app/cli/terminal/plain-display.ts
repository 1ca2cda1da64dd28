import type { RunView } from '../../../schemas/run-view.generated.ts';
import { endStory } from '../../reports/end-story.ts';
import { line, type Line } from '../../reports/line.ts';
import { outputLine } from '../../reports/output-line.ts';
import { runChanges } from '../../reports/run-changes.ts';
import { isLive } from '../../reports/step-words.ts';
import { OutputTails } from './output-tails.ts';
import { paint } from './paint.ts';
import type { RunDisplay, RunDisplayOptions } from './run-display.ts';

/** A run as lines that are never taken back: one for each thing that happens, and what the steps print. */
export class PlainDisplay implements RunDisplay {
  readonly #options: RunDisplayOptions;
  readonly #tails = new OutputTails();
  #shown: RunView | null = null;
  /** Keys whose start has been told and whose end has not. */
  #live: ReadonlySet<string> = new Set();
  /** Printed by a step before the view that says that it started. */
  #early: Line[] = [];

  constructor(options: RunDisplayOptions) {
    this.#options = options;
  }

  update(view: RunView): void {
    this.#write([...runChanges(this.#shown, view, this.#options.plan), ...this.#early.splice(0)]);
    this.#shown = view;
    this.#live = new Set(view.steps.filter((step) => isLive(step)).map((step) => step.key));
  }

  line(key: string, text: string): void {
    this.#tails.add(key, text);
    if (this.#live.has(key)) this.#write([outputLine(key, text)]);
    else this.#early.push(outputLine(key, text));
  }

  note(text: string): void {
    this.#write([line(text, 'dim')]);
  }

  close(view: RunView): void {
    const { plan, terminal } = this.#options;
    this.#write(this.#early.splice(0));
    this.update(view);
    this.#write(endStory({ view, plan, tails: this.#tails.all() }, terminal.columns));
  }

  #write(lines: readonly Line[]): void {
    const { output, terminal } = this.#options;
    if (lines.length > 0) output.write(paint(lines, terminal.colour));
  }
}
