/** An answer of refusal that a handler throws; its shape is GitHub's `basic-error` or `validation-error`. */
export class ApiError extends Error {
  readonly status: number;
  readonly more: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    more: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.more = more;
    this.headers = headers;
  }
}

export function notFound(): ApiError {
  return new ApiError(404, 'Not Found');
}

/** 422 as GitHub's validations say it: `{ message: 'Validation Failed', errors: [{ resource, code, field }] }`. */
export function invalid(resource: string, field: string, message: string): ApiError {
  return new ApiError(422, 'Validation Failed', {
    errors: [{ resource, code: 'custom', field, message }],
  });
}

/** Answers the value, or refuses with 404 when there is none. */
export function found<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw notFound();
  return value;
}
