/**
 * A text as one word of a command for a POSIX shell: as it is where that is safe, in quotes elsewhere, so that a person
 * can copy a command that names a file.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_02
 */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./~-]+$/.test(text) && !/^[-~]/.test(text)) return text;
  const quoted = `'${text.replaceAll("'", "'\\''")}'`;
  return text.startsWith('-') ? `./${quoted}` : quoted;
}
