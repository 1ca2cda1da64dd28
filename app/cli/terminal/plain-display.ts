import type { RunView } from '../../../schemas/run-view.generated.ts';
import { endStory } from '../../reports/end-story.ts';
import { line } from '../../reports/line.ts';
import { outputLine } from '../../reports/output-line.ts';
import { runChanges } from '../../reports/run-changes.ts';
import { OutputTails } from './output-tails.ts';
import { paint } from './paint.ts';
import type { RunDisplay, RunDisplayOptions } from './run-display.ts';

/** A run as lines that are never taken back: one for each thing that happens, and what the steps print. */
export class PlainDisplay implements RunDisplay {
  readonly #options: RunDisplayOptions;
  readonly #tails = new OutputTails();
  #shown: RunView | null = null;

  constructor(options: RunDisplayOptions) {
    this.#options = options;
  }

  update(view: RunView): void {
    const { output, plan, terminal } = this.#options;
    output.write(paint(runChanges(this.#shown, view, plan), terminal.colour));
    this.#shown = view;
  }

  line(key: string, text: string): void {
    const { output, terminal } = this.#options;
    this.#tails.add(key, text);
    output.write(paint([outputLine(key, text)], terminal.colour));
  }

  note(text: string): void {
    const { output, terminal } = this.#options;
    output.write(paint([line(text, 'dim')], terminal.colour));
  }

  close(view: RunView): void {
    const { output, plan, terminal } = this.#options;
    this.update(view);
    const story = endStory({ view, plan, tails: this.#tails.all() }, terminal.columns);
    output.write(paint(story, terminal.colour));
  }
}
