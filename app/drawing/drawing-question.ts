import type { TablePlot } from '../domain/plan.ts';
import type { CurveLine } from '../reports/plots/charts/curve-chart.ts';
import type { Size } from '../reports/plots/charts/look.ts';
import type { FirstRows } from '../reports/plots/charts/first-rows.ts';

/** What is drawn, and for what ground. */
export type DrawQuestion = {
  readonly of: Drawable;
  /** `svg`: for light and dark grounds alike. */
  readonly form: 'svg' | 'png' | 'png-dark';
};

export type Drawable =
  | {
      readonly type: 'table';
      readonly plot: TablePlot;
      readonly sides: readonly SideBytes[];
      /** Why others are not beside it; left out: they are. */
      readonly without?: readonly string[];
    }
  /** How a table begins that is too large to be drawn; `why` is a sentence. */
  | {
      readonly type: 'beginning';
      readonly path: string;
      readonly bytes: Uint8Array;
      readonly why: string;
    }
  | {
      readonly type: 'curves';
      readonly lines: readonly CurveLine[];
      readonly x: string | null;
      readonly size: Size;
    }
  /** A picture that a step drew itself. */
  | { readonly type: 'svg'; readonly path: string; readonly bytes: Uint8Array }
  /** A specification in Vega-Lite that a step wrote, such as by Altair. */
  | { readonly type: 'vega-lite'; readonly path: string; readonly bytes: Uint8Array };

export type SideBytes = { readonly name: string; readonly bytes: Uint8Array };

export type Drawn =
  | {
      readonly type: 'picture';
      /** SVG as UTF-8, or PNG. */
      readonly bytes: Uint8Array;
      /** What is seen on it; null: whoever made it did not say. */
      readonly alt: string | null;
      readonly notes: readonly string[];
      readonly width: number;
      readonly height: number;
    }
  /** Too much to draw. */
  | { readonly type: 'rows'; readonly table: FirstRows; readonly note: string }
  /** Why there is none, as a sentence. */
  | { readonly type: 'problem'; readonly message: string };

/** What a step wrote for people. */
export type ProseQuestion = { readonly markdown: string };

/** As HTML that runs and loads nothing. */
export type Prose = { readonly type: 'prose'; readonly html: string };
