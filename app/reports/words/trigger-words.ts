const WORDS: ReadonlyMap<string, string> = new Map([
  ['push', 'a push'],
  ['pull_request', 'a pull request'],
  ['merge_group', 'a merge queue'],
  ['command', 'a command'],
  ['workflow_dispatch', 'hand'],
  ['schedule', 'its schedule'],
  ['pipeline', 'another pipeline'],
  ['check_run', 'a button of its check'],
]);

/** What a run was started by, after that word; a trigger that this version does not know, by its name. */
export function triggerWords(trigger: string): string {
  return WORDS.get(trigger) ?? trigger;
}
