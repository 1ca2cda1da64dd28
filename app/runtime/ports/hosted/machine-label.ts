/** The only label of an attempt's runner, and of its job: nobody else's job has it. */
export function machineLabel(hint: string): string {
  return `mlp-${hint}`;
}
