import type { Instant } from '../../domain/run/run.ts';
import type { CheckOutput } from '../../reports/check/check-output.ts';

/** What a publication is to say now. */
export type Rendered = {
  /** Changes of this are news; others are progress. */
  readonly standing: string;
  /** Nothing more is to come for now. */
  readonly isFinal: boolean;
  /** When what it shows began; null: not yet, or that is no matter. */
  readonly since: Instant | null;
  /** Left out: at any time. */
  readonly notBefore?: Instant;
} & (
  | {
      readonly kind: 'check';
      readonly output: CheckOutput;
      readonly externalId: string;
      readonly page: string | null;
    }
  | { readonly kind: 'comment'; readonly body: string }
  | {
      readonly kind: 'issue';
      readonly title: string;
      readonly body: string;
      /** The body's first line, by which it is known. */
      readonly marker: string;
      readonly isOpen: boolean;
    }
);

/** The standing of a check that stands in nobody's way. */
export const SUCCESS = 'completed success';

/** A check, with what its standing is. */
export function renderedCheck(
  output: CheckOutput,
  externalId: string,
  page: string | null,
): Rendered {
  const { state } = output;
  const standing =
    state.status === 'completed' ? `${state.status} ${state.conclusion}` : state.status;
  return {
    kind: 'check',
    output,
    externalId,
    page,
    standing,
    isFinal: state.status === 'completed',
    since: output.startedAt,
  };
}
