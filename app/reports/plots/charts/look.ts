import type { Config } from 'vega-lite';

/**
 * How pictures look. Lines have the colours of Okabe and Ito, which people with any kind of colour vision tell apart
 * (https://jfly.uni-koeln.de/color/), those too pale for a white ground darkened until they have the contrast of 3:1 that
 * https://www.w3.org/TR/WCAG22/#non-text-contrast asks for. What belongs to whom is told by dashes as well.
 */
export const LOOK = {
  text: '#1f2328',
  dim: '#59636e',
  grid: '#d8dee4',
  ground: '#ffffff',
  accent: '#0072b2',
  onAccent: '#fefefe',
} as const;

export const SERIES: readonly string[] = [
  LOOK.accent,
  '#c4520a',
  '#00805c',
  '#a8487f',
  '#8a6a00',
  '#2b7bb9',
  '#5b5fc7',
  '#6e4b2a',
];

/** What each colour becomes on a dark ground. */
export const DARK: Readonly<Record<string, string>> = {
  [LOOK.text]: '#e6edf3',
  [LOOK.dim]: '#9aa4af',
  [LOOK.grid]: '#343b44',
  [LOOK.ground]: '#151b23',
  [LOOK.accent]: '#56b4e9',
  [LOOK.onAccent]: '#0d1117',
  '#c4520a': '#ff9a57',
  '#00805c': '#3fcf9f',
  '#a8487f': '#e39ac4',
  '#8a6a00': '#e6b422',
  '#2b7bb9': '#8ac6ff',
  '#5b5fc7': '#a9adff',
  '#6e4b2a': '#cfa684',
};

/** Solid for this run, dashed for what it is held against. */
export const DASHES: readonly (readonly number[])[] = [
  [1, 0],
  [5, 4],
];

/** A picture stays readable where a phone shows it at three quarters of its size. */
export const SIZE: Size = { width: 320, height: 220 };

/** Of what is drawn within the axes. */
export type Size = { readonly width: number; readonly height: number };

const FONT = 13;

export const CONFIG: Config = {
  font: 'system-ui, sans-serif',
  background: LOOK.ground,
  view: { stroke: null },
  line: { strokeWidth: 2 },
  point: { size: 22 },
  axis: {
    labelFontSize: FONT,
    titleFontSize: FONT,
    titleFontWeight: 'normal',
    labelColor: LOOK.dim,
    titleColor: LOOK.text,
    gridColor: LOOK.grid,
    domainColor: LOOK.grid,
    tickColor: LOOK.grid,
    tickCount: 5,
    labelOverlap: true,
    labelLimit: 140,
    titleLimit: 300,
  },
  legend: {
    orient: 'top',
    direction: 'horizontal',
    columns: 2,
    title: null,
    labelFontSize: FONT,
    labelColor: LOOK.text,
    labelLimit: 150,
    symbolType: 'stroke',
    symbolSize: 300,
    symbolStrokeWidth: 2,
    symbolStrokeColor: LOOK.dim,
    offset: 6,
  },
  header: { labelFontSize: FONT, labelColor: LOOK.text, title: null, labelLimit: 200 },
};
