/** How the pages look: one sheet for light and dark, from 360 to 1600 pixels and beyond. Colours meet WCAG AA on their grounds. */
export const styles = `
:root {
  color-scheme: light dark;
  --ground: #f6f8fa; --card: #ffffff; --sunk: #f6f8fa; --line: #d1d9e0; --text: #1f2328; --dim: #59636e;
  --link: #0550ae; --good: #116329; --bad: #b31d28; --warn: #7d4e00; --accent: #0550ae;
  --good-soft: #dafbe1; --bad-soft: #ffebe9; --warn-soft: #fff3c4; --accent-soft: #ddf4ff; --dim-soft: #eaeef2;
  --good-fill: #2da44e; --bad-fill: #cf222e; --warn-fill: #bf8700; --accent-fill: #218bff; --dim-fill: #afb8c1;
  --shade: 0 1px 2px rgb(31 35 40 / 6%), 0 2px 8px rgb(31 35 40 / 4%);
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0d1117; --card: #151b23; --sunk: #0d1117; --line: #3d444d; --text: #e6edf3; --dim: #9aa4af;
    --link: #6cb6ff; --good: #56d364; --bad: #ff8f87; --warn: #e3b341; --accent: #6cb6ff;
    --good-soft: #12261e; --bad-soft: #2d1618; --warn-soft: #2b2111; --accent-soft: #121d2f; --dim-soft: #212830;
    --good-fill: #3fb950; --bad-fill: #f85149; --warn-fill: #d29922; --accent-fill: #388bfd; --dim-fill: #4d5661;
    --shade: none;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; scroll-padding-top: 16px; }
body { margin: 0; background: var(--ground); color: var(--text); font: 14px/1.5 system-ui, -apple-system, 'Segoe UI', 'Noto Sans', sans-serif; overflow-wrap: anywhere; }
main { max-width: 1560px; margin: 0 auto; padding: 20px 24px 64px; }
h1, h2, h3, p, ol, ul, dl, figure { margin: 0; }
h1 { font-size: 24px; line-height: 1.25; font-weight: 650; letter-spacing: -.01em; }
h2 { font-size: 15px; font-weight: 650; }
h3 { font-size: 12px; font-weight: 600; color: var(--dim); margin: 20px 0 8px; }
a { color: var(--link); text-decoration: none; }
a:hover, p a, dd a, .attempts a, .plain a, .reports a, .troubles a, td a { text-decoration: underline; text-underline-offset: 2px; }
:focus-visible { outline: 2px solid var(--accent-fill); outline-offset: 2px; border-radius: 4px; }
.skip { position: absolute; left: -9999px; }
.skip:focus { left: 12px; top: 8px; background: var(--card); padding: 6px 12px; z-index: 9; }
code, pre, .mono, .log { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace; font-size: 12px; }
code { background: var(--dim-soft); border-radius: 4px; padding: 1px 5px; }
.num { font-variant-numeric: tabular-nums; white-space: nowrap; }
dd.num { white-space: normal; }
.dim, small { color: var(--dim); font-weight: 400; }
.right { text-align: right; }
.plain { list-style: none; padding: 0; display: grid; gap: 10px; }

.bar { display: flex; gap: 12px; align-items: center; justify-content: space-between; padding: 10px 24px; background: var(--card); border-bottom: 1px solid var(--line); }
.bar nav { min-width: 0; }
.bar form { display: flex; gap: 10px; align-items: center; flex: none; }
.brand { font-weight: 700; color: var(--text); }
.sep { color: var(--dim); margin: 0 8px; }
.who { color: var(--dim); }
.quiet, .button { display: inline-block; border: 1px solid var(--line); border-radius: 6px; padding: 3px 10px; font: inherit; font-size: 13px; color: var(--text); background: var(--card); cursor: pointer; text-decoration: none; }
.quiet:hover { background: var(--dim-soft); text-decoration: none; }
.button { background: var(--text); color: var(--card); border-color: var(--text); padding: 7px 16px; font-weight: 600; }
.message { max-width: 62ch; margin: 9vh auto; display: grid; gap: 16px; font-size: 15px; }
.message .card { font-size: 14px; }
.message .card > h2 { margin-bottom: 0; }
.field { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 10px; }
.field input { flex: 1 1 180px; min-width: 0; border: 1px solid var(--line); border-radius: 6px; padding: 5px 10px; font: inherit; color: var(--text); background: var(--sunk); }
.field input::placeholder { color: var(--dim); opacity: 1; }
.warning { border-left: 4px solid var(--warn-fill); background: var(--warn-soft); border-radius: 6px; padding: 7px 12px; }

#live { position: fixed; right: 16px; bottom: 14px; z-index: 5; padding: 3px 12px; border-radius: 99px; font-size: 12px; background: var(--card); border: 1px solid var(--line); color: var(--text); box-shadow: 0 2px 8px rgb(0 0 0 / 12%); }
#live:empty { display: none; }
#live::before { content: ''; display: inline-block; width: 8px; height: 8px; border-radius: 50%; margin-right: 7px; background: var(--dim-fill); }
#live.on::before { background: var(--good-fill); }

.run { display: grid; gap: 16px; grid-template-columns: minmax(0, 1fr); }
.title { display: flex; flex-wrap: wrap; gap: 6px 12px; align-items: center; }
.badge { display: inline-flex; gap: 5px; align-items: center; white-space: nowrap; border-radius: 99px; padding: 1px 9px; font-size: 12px; font-weight: 600; background: var(--dim-soft); color: var(--dim); }
.title .badge { font-size: 13px; padding: 2px 11px; }
.t-good { color: var(--good); } .t-bad { color: var(--bad); } .t-warn { color: var(--warn); } .t-accent { color: var(--accent); } .t-dim { color: var(--dim); }
.badge.t-good { background: var(--good-soft); } .badge.t-bad { background: var(--bad-soft); } .badge.t-warn { background: var(--warn-soft); } .badge.t-accent { background: var(--accent-soft); }
.f-good { fill: var(--good-fill); } .f-bad { fill: var(--bad-fill); } .f-warn { fill: var(--warn-fill); } .f-accent { fill: var(--accent-fill); } .f-dim { fill: var(--dim-fill); }
.progress { display: flex; gap: 12px; align-items: center; margin: 12px 0; color: var(--dim); font-size: 13px; }
.progress svg { width: min(340px, 50%); height: 6px; border-radius: 3px; background: var(--dim-soft); flex: none; }
.p-done { fill: var(--good-fill); } .p-bad { fill: var(--bad-fill); }
.facts { display: flex; flex-wrap: wrap; gap: 10px 32px; }
.facts dt, .values dt { font-size: 12px; color: var(--dim); }
.facts dd, .values dd { margin: 0; }
.note { margin-top: 10px; }

.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 16px; box-shadow: var(--shade); min-width: 0; }
.card > h2 { margin-bottom: 12px; }
.card.flush { padding: 0; overflow: hidden; }
.card.flush > h2 { padding: 14px 16px 10px; margin: 0; }
.card:has(> [data-part]:only-child:empty) { display: none; }
.title + .card { margin-top: 16px; }
.columns { display: grid; gap: 16px; grid-template-columns: minmax(0, 1fr); align-items: start; }
.reports { columns: 2 520px; column-gap: 16px; }
.reports .card { break-inside: avoid; margin-bottom: 16px; }
@media (min-width: 1180px) {
  .columns { grid-template-columns: minmax(0, 11fr) minmax(0, 10fr); }
  .columns.tall > :last-child { position: sticky; top: 12px; max-height: calc(100vh - 24px); overflow: auto; }
}
@media print { .columns.tall > :last-child { position: static; max-height: none; } .scroll { max-height: none; } }

.graph { overflow: auto; max-height: 70vh; padding: 10px; }
.graph svg { display: block; margin: 0 auto; }
.graph.narrow { display: none; }
@media (max-width: 760px) { .graph.narrow { display: block; } .graph.wide { display: none; } }
.edge { fill: none; stroke: var(--dim-fill); stroke-width: 1.5; }
.node { text-decoration: none; outline: none; }
.node .box, .node .behind { fill: var(--card); stroke: var(--line); stroke-width: 1.25; }
.node.t-good .box { stroke: var(--good-fill); fill: var(--good-soft); }
.node.t-bad .box { stroke: var(--bad-fill); fill: var(--bad-soft); }
.node.t-warn .box { stroke: var(--warn-fill); fill: var(--warn-soft); }
.node.t-accent .box { stroke: var(--accent-fill); fill: var(--accent-soft); }
.node.t-dim .box { stroke-dasharray: 4 3; }
.node:hover .box { stroke-width: 2; }
.node.chosen .box, .node:focus-visible .box { stroke-width: 3; }
.node text { fill: var(--text); font-size: 13px; }
.node .name { font-weight: 600; }
.node .below { fill: var(--dim); font-size: 11.5px; }
.node .glyph { fill: currentColor; font-size: 15px; font-weight: 700; }
@media (prefers-reduced-motion: no-preference) {
  .node.t-accent .box { animation: breathe 2.4s ease-in-out infinite; }
  @keyframes breathe { 50% { stroke-opacity: .35; } }
}

table { width: 100%; border-collapse: collapse; }
th, td { padding: 8px 10px; text-align: left; vertical-align: top; border-top: 1px solid var(--line); font-weight: 400; }
thead th { border-top: 0; padding: 6px 10px; font-size: 12px; color: var(--dim); }
th.right, td.right { text-align: right; }
.steps th:first-child, .steps td:first-child { padding-left: 16px; }
.steps th:last-child, .steps td:last-child { padding-right: 16px; }
.steps tbody th a { font-weight: 600; }
tr.chosen > *, li.chosen { background: var(--accent-soft); }
tr.chosen > :first-child { box-shadow: inset 3px 0 0 var(--accent-fill); }
.kind { margin-left: 6px; padding: 0 6px; border-radius: 4px; font-size: 11px; background: var(--dim-soft); color: var(--dim); }
.steps tbody th a.kind { color: var(--link); font-weight: 400; }
.reason { color: var(--dim); font-size: 12.5px; }
.w-time { width: 24%; }
.w-metric { white-space: nowrap; }
.troubles { list-style: none; padding: 0; margin-top: 14px; display: grid; gap: 6px; }
.troubles li { border-left: 4px solid var(--bad-fill); background: var(--bad-soft); border-radius: 6px; padding: 7px 12px; }
.troubles li.t-warn { border-color: var(--warn-fill); background: var(--warn-soft); color: var(--text); }
.troubles a { font-weight: 600; }
.timeline { display: block; width: 100%; height: 10px; margin-top: 5px; background: var(--dim-soft); border-radius: 3px; }
.cells > td { border-top: 0; padding-top: 0; }
.squares { display: block; max-width: 100%; height: auto; margin: 2px 0 8px; }
details > summary { cursor: pointer; font-size: 12.5px; color: var(--dim); padding: 2px 0; }
.tries { padding-left: 18px; font-size: 12.5px; color: var(--text); }
.cell-list { display: grid; grid-template-columns: minmax(0, 1fr) repeat(4, auto); list-style: none; padding: 0; margin: 6px 0 4px; max-height: 340px; overflow: auto; border: 1px solid var(--line); border-radius: 8px; }
.cell-list li { display: grid; grid-column: 1 / -1; grid-template-columns: subgrid; gap: 4px 14px; align-items: center; padding: 5px 12px; }
.cell-list li + li { border-top: 1px solid var(--line); }
.cell-list .badge { justify-self: start; }
.cell-list .num { justify-self: end; }
.empty { padding: 28px 16px; text-align: center; color: var(--dim); }

.attempts { list-style: none; padding: 0; display: grid; gap: 8px; }
.attempts li { border: 1px solid var(--line); border-left-width: 4px; border-radius: 8px; padding: 8px 12px; }
.attempts li.chosen { background: none; }
.attempts .a-succeeded { border-left-color: var(--good-fill); }
.attempts .a-failed { border-left-color: var(--bad-fill); }
.attempts .a-interrupted, .attempts .a-cancelled { border-left-color: var(--warn-fill); }
.attempts .a-running, .attempts .a-starting { border-left-color: var(--accent-fill); }
.attempts .dim { font-size: 12.5px; }
.attempts .quiet { float: right; margin-left: 8px; font-size: 12px; }
.attempts .message { max-width: none; margin: 4px 0 0; display: block; font-size: 13px; }
.values { display: grid; gap: 8px 20px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 120px), 1fr)); }
.values .long { grid-column: 1 / -1; }
.curves { display: grid; gap: 14px 18px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 210px), 1fr)); }
.curves figcaption, .curves p { display: flex; justify-content: space-between; gap: 8px; font-size: 12px; }
.curves figcaption { font-size: 13px; }
.curves svg { display: block; width: 100%; height: 72px; background: var(--sunk); border-radius: 6px; overflow: visible; }
.curves polyline { fill: none; stroke: var(--accent-fill); stroke-width: 2; vector-effect: non-scaling-stroke; stroke-linejoin: round; }
.curves circle { fill: var(--accent-fill); }
.scroll { max-height: 440px; overflow: auto; background: var(--sunk); border: 1px solid var(--line); border-radius: 8px; padding: 8px 0; }
.scroll > p { padding: 8px 14px; }
.log { margin: 0; padding: 0 12px 0 56px; line-height: 1.55; }
.log li { white-space: pre-wrap; padding-left: 6px; }
.log li::marker { color: var(--dim); font-size: 11px; }
.log .stderr { box-shadow: -3px 0 0 -1px var(--warn-fill); }
.log .system { color: var(--dim); font-style: italic; }
.log .gap { list-style: none; color: var(--dim); text-align: center; }
.plots { display: grid; gap: 14px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 280px), 1fr)); }
.plots img { display: block; max-width: 100%; height: auto; border-radius: 8px; border: 1px solid var(--line); background: #ffffff; }
.plots figcaption { font-size: 12px; color: var(--dim); }
.summary { white-space: pre-wrap; background: var(--sunk); border: 1px solid var(--line); border-radius: 8px; padding: 10px 14px; max-height: 400px; overflow: auto; }
q { color: var(--dim); }

@media (max-width: 760px) {
  main { padding: 14px 12px 56px; }
  .bar { padding: 8px 12px; }
  .who, .w-time, .w-metric { display: none; }
  h1 { font-size: 20px; }
  .facts { gap: 10px 20px; }
  .card { padding: 12px; border-radius: 8px; }
  .cells > td { padding-left: 12px; }
  .cell-list { grid-template-columns: minmax(0, 1fr) auto; }
  .log { padding-left: 46px; }
}
`;
