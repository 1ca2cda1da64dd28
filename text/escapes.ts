// CSI, OSC, DCS and the short sequences, with 7 bits and with 8: ECMA-48 §5.3, §5.4, §8.3.89. One that is cut off ends
// with the text. https://ecma-international.org/publications-and-standards/standards/ecma-48/
const SEQUENCES =
  // oxlint-disable-next-line no-control-regex -- these characters are what it is about
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]?/g;
// oxlint-disable-next-line no-control-regex -- as above
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;
// oxlint-disable-next-line no-control-regex -- as above
const COLOUR = /^\x1b\[[0-9;:]*m$/;
// oxlint-disable-next-line no-control-regex -- as above
const ANY = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/;

/** A text without the sequences that a terminal obeys. Single control characters stay. */
export function withoutEscapes(text: string): string {
  return ANY.test(text) ? text.replace(SEQUENCES, '') : text;
}

/** A line of output: its colours stay, whatever moves the cursor or talks to the terminal goes. */
export function onlyColours(line: string): string {
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
