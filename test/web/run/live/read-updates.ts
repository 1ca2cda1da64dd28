/** An event as a browser hears it. */
export type Heard = {
  readonly event: string;
  readonly data: Record<string, string>;
  readonly id: string | null;
};

/** Listens to server-sent events until one makes it enough, or the stream ends; then goes away. */
export async function readUpdates(
  response: Response,
  isEnough: (heard: readonly Heard[]) => boolean = () => false,
): Promise<readonly Heard[]> {
  const reader = (response.body ?? new ReadableStream<Uint8Array>()).getReader();
  const decoder = new TextDecoder();
  const heard: Heard[] = [];
  let rest = '';
  while (!isEnough(heard)) {
    const { done, value } = await reader.read();
    if (done) break;
    const blocks = (rest + decoder.decode(value, { stream: true })).split('\n\n');
    rest = blocks.pop() ?? '';
    heard.push(...blocks.flatMap(eventOf));
  }
  await reader.cancel();
  return heard;
}

function eventOf(block: string): Heard[] {
  const field = (name: string) =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  const [event, data] = [field('event'), field('data')];
  if (event === undefined || data === undefined) return [];
  return [{ event, data: JSON.parse(data) as Record<string, string>, id: field('id') ?? null }];
}

/** The texts of lines that were told. */
export function linesOf(heard: readonly Heard[]): string[] {
  const told = heard.filter(({ event }) => event === 'lines').map(({ data }) => data['html'] ?? '');
  return Array.from(told.join('').matchAll(/<span>(.*?)<\/span>/g), (match) => match[1] ?? '');
}
