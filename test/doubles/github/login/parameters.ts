/** What a request of a sign-in says, as JSON, as a form or in its address. */
export async function parametersOf(request: Request): Promise<Readonly<Record<string, string>>> {
  const text = await request.text();
  if (request.headers.get('content-type')?.includes('json') === true)
    return JSON.parse(text) as Record<string, string>;
  const query = new URL(request.url).search.slice(1);
  return Object.fromEntries(new URLSearchParams(text === '' ? query : text));
}

/** Answers as whoever asks wants it; errors answer 200 too, as GitHub's do. */
export function answerLogin(
  request: Request,
  fields: Readonly<Record<string, string | number>>,
): Response {
  const wantsJson = request.headers.get('accept')?.includes('json') === true;
  if (wantsJson) return Response.json(fields);
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) form.set(name, String(value));
  return new Response(form.toString());
}
