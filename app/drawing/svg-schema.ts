import type { Schema } from 'hast-util-sanitize';

// Names are those of hast: https://github.com/syntax-tree/hast#property-names
const PAINT = words(`
  fill fillOpacity fillRule stroke strokeWidth strokeOpacity strokeDashArray strokeDashOffset strokeLineCap
  strokeLineJoin strokeMiterLimit opacity color display visibility clipPath clipRule mask markerStart markerMid
  markerEnd stopColor stopOpacity vectorEffect paintOrder shapeRendering style`);
const TEXT = words(`
  fontFamily fontSize fontWeight fontStyle fontVariant fontStretch textAnchor dominantBaseline alignmentBaseline
  baselineShift letterSpacing wordSpacing textDecoration textRendering textLength lengthAdjust writingMode rotate
  xmlSpace`);
const PLACE = words(`
  x y x1 x2 y1 y2 dx dy cx cy r rx ry fx fy d points width height transform viewBox preserveAspectRatio pathLength
  offset clipPathUnits maskUnits maskContentUnits patternUnits patternContentUnits patternTransform gradientUnits
  gradientTransform spreadMethod refX refY markerWidth markerHeight markerUnits orient`);
const MEANING = words('id className role ariaHidden ariaLabel ariaRoleDescription');
const ELEMENTS = words(`
  svg g defs symbol use title desc style image path rect circle ellipse line polyline polygon text tspan textPath
  clipPath mask pattern marker linearGradient radialGradient stop`);

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

/** A part of the same picture. */
const WITHIN = /^#/;
/** What matplotlib's `imshow` writes: https://matplotlib.org/stable/api/_as_gen/matplotlib.pyplot.imshow.html */
export const RASTER = /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*$/;

/** Elements that refer to another one. */
const REPEATING = ['use', 'textPath', 'linearGradient', 'radialGradient', 'pattern'];

function hrefs(allowed: RegExp): [string, RegExp][] {
  return [
    ['href', allowed],
    ['xLinkHref', allowed],
  ];
}

/** What an SVG of a step may hold: shapes, text and paint, and nothing that runs, moves, loads or leads elsewhere. */
export const SVG_SCHEMA: Schema = {
  tagNames: ELEMENTS,
  attributes: {
    '*': [...PAINT, ...TEXT, ...PLACE, ...MEANING],
    ...Object.fromEntries(REPEATING.map((name) => [name, hrefs(WITHIN)])),
    image: hrefs(RASTER),
  },
  // Their text goes with them.
  strip: ['script', 'foreignObject', 'metadata'],
  clobber: [],
};
