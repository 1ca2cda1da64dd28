import type { Ticket } from '../../../schemas/ticket.generated.ts';

/** Where a step is to leave what is taken once it is over, but for its plots. */
export function productPaths({ outputs, metrics, examples, slices }: Ticket): readonly string[] {
  return named([
    ...outputs.map(({ path }) => path),
    metrics?.path,
    examples?.path,
    examples?.judge?.calibration?.verdicts,
    slices?.path,
  ]);
}

/** The same, and where it leaves what is taken while it works. */
export function writtenPaths(ticket: Ticket): readonly string[] {
  const { metrics, checkpoint } = ticket;
  return [...productPaths(ticket), ...named([metrics?.live, checkpoint?.path])];
}

function named(paths: readonly (string | null | undefined)[]): readonly string[] {
  return paths.filter((path) => path != null);
}
