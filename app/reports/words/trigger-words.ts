const WORDS: ReadonlyMap<string, string> = new Map([
  ['push', 'a push'],
  ['pull_request', 'a pull request'],
  ['merge_group', 'a merge queue'],
  ['command', 'a command'],
  ['workflow_dispatch', 'hand'],
  ['schedule', 'its schedule'],
  ['pipeline', 'another pipeline'],
  ['promotion', 'a promotion by hand'],
  ['check_run', 'a button of its check'],
]);

/** What a run was started by, after that word; a trigger that this version does not know, by its name. */
export function triggerWords(trigger: string): string {
  return WORDS.get(trigger) ?? trigger;
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ['pull_request', 'pull request'],
  ['merge_group', 'merge queue'],
  ['workflow_dispatch', 'manual start'],
  ['pipeline', 'another pipeline'],
  ['check_run', 'button of the check'],
]);

/** What a run was started by, as a name that stands by itself: `push`, `pull request`. */
export function triggerName(trigger: string): string {
  return NAMES.get(trigger) ?? trigger;
}
