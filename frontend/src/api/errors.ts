export interface ErrorDetail {
  path: string;
  message: string;
}

/** A refusal by the server, or no answer at all (status 0). The message is a sentence a person can act on. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: readonly ErrorDetail[] = [],
    /** What came with the refusal: the current workflow of a 409. */
    readonly data: unknown = null,
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(message);
    this.name = "ApiError";
  }
}

export function isApiError(error: unknown, code?: string): error is ApiError {
  return error instanceof ApiError && (code === undefined || error.code === code);
}

/** One sentence for any error. */
export function errorSentence(error: unknown): string {
  return error instanceof ApiError ? error.message : "Something went wrong in this page. Reload it to go on.";
}

/** What the server said of this field of the request or of something in it (`targets.0.email.to`), to stand beside it. */
export function fieldError(error: unknown, field: string): string | undefined {
  return error instanceof ApiError ? error.details.find(({ path }) => isWithin(path, field))?.message : undefined;
}

/** The sentence of a refusal, unless all of it stands beside these fields. */
export function otherError(error: unknown, fields: readonly string[]): string | undefined {
  const isSaid = error instanceof ApiError && error.details.length > 0 && error.details.every(({ path }) => fields.some((field) => isWithin(path, field)));
  return error && !isSaid ? errorSentence(error) : undefined;
}

function isWithin(path: string, field: string): boolean {
  return path === field || path.startsWith(`${field}.`);
}
