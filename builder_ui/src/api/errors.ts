export interface FieldProblem {
  path: string;
  code: string;
  message: string;
}

export interface Problem {
  type?: string;
  title?: string;
  status: number;
  detail?: string;
  code?: string;
  errors?: FieldProblem[];
  /** 412: the record as it is now. */
  current?: Record<string, unknown>;
}

/** What the server refused, with its sentence in the reader's language. `status` 0: the server was not reached. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly errors: readonly FieldProblem[];
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.title || `HTTP ${problem.status}`);
    this.name = "ApiError";
    this.status = problem.status;
    this.code = problem.code ?? "";
    this.errors = problem.errors ?? [];
    this.problem = problem;
  }

  /** The messages by field id. */
  get byField(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const { path, message } of this.errors) found[path] ??= message;
    return found;
  }
}

export const isApiError = (error: unknown, status?: number): error is ApiError =>
  error instanceof ApiError && (status === undefined || error.status === status);
