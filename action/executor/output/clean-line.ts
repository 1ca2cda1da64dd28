// CSI, OSC, DCS and the short escape sequences: ECMA-48 §5.4, §8.3.89. Colours (CSI … m) are kept.
// oxlint-disable-next-line no-control-regex -- these characters are what it is about
const SEQUENCES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])/g;
// oxlint-disable-next-line no-control-regex -- as above
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]/g;
// oxlint-disable-next-line no-control-regex -- as above
const COLOUR = /^\x1b\[[0-9;:]*m$/;
// oxlint-disable-next-line no-control-regex -- as above
const ANY = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/;

/** A line as it may be shown in a terminal or a page: colours stay, whatever moves the cursor or talks to the terminal goes. */
export function cleanLine(line: string): string {
  if (!ANY.test(line)) return line;
  const kept: string[] = [];
  let from = 0;
  for (const match of line.matchAll(SEQUENCES)) {
    kept.push(line.slice(from, match.index).replace(CONTROLS, ''));
    if (COLOUR.test(match[0])) kept.push(match[0]);
    from = match.index + match[0].length;
  }
  kept.push(line.slice(from).replace(CONTROLS, ''));
  return kept.join('');
}
