import { html } from 'hono/html';
import type { Annotation, CheckRun } from '../../github/state/checks.ts';
import type { Repository } from '../../github/state/repository.ts';
import type { Html } from '../html.ts';
import { checksOf } from './checks.ts';

export type PlacedAnnotation = { readonly run: CheckRun; readonly annotation: Annotation };

/** What checks of a commit say of the lines of one file. */
export function annotationsAt(repository: Repository, sha: string, path: string) {
  return checksOf(repository, sha).flatMap((run) =>
    run.annotations
      .filter((each) => each.path === path)
      .map((annotation): PlacedAnnotation => ({ run, annotation })),
  );
}

const WORDS: Readonly<Record<string, string>> = {
  failure: 'Error',
  warning: 'Warning',
  notice: 'Note',
};

export function annotationNote({ run, annotation }: PlacedAnnotation): Html {
  const { annotation_level: level, title, message, raw_details: details } = annotation;
  return html`<div class="note ${level}">
    <p>
      <strong>${WORDS[level] ?? level}${title === undefined ? '' : `: ${title}`}</strong>
      <span class="muted">from ${run.name}</span>
    </p>
    <p class="message">${message}</p>
    ${
      details === undefined
        ? ''
        : html`<details>
            <summary>Details</summary>
            <pre tabindex="0">${details}</pre>
          </details>`
    }
  </div>`;
}

/** `L3`, or `L3-L5`. */
export function linesOf({ start_line: start, end_line: end }: Annotation): string {
  return end > start ? `L${start}-L${end}` : `L${start}`;
}
