import type { GitHub } from '../github/open-github.ts';
import { fullNameOf } from '../github/state/world.ts';

/** Server-sent events: the name of each repository in which something happened, at most a few times a second. */
export function liveEvents(github: GitHub, signal: AbortSignal): Response {
  const encoder = new TextEncoder();
  let stop = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const waiting = new Set<string>();
      let timer: NodeJS.Timeout | null = null;
      const flush = () => {
        timer = null;
        for (const name of waiting) controller.enqueue(encoder.encode(`data: ${name}\n\n`));
        waiting.clear();
      };
      const unwatch = github.watch(({ repository }) => {
        waiting.add(fullNameOf(repository));
        timer ??= setTimeout(flush, GATHER_MS);
      });
      stop = () => {
        unwatch();
        if (timer !== null) clearTimeout(timer);
      };
      signal.addEventListener('abort', stop);
      controller.enqueue(encoder.encode('retry: 1000\n\n'));
    },
    cancel: () => stop(),
  });
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
  });
}

/** What happens together is told once. */
const GATHER_MS = 150;
