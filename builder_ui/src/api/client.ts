import { currentLanguage } from "@/i18n";
import type { Problem } from "./errors";
import { ApiError } from "./errors";

export const BASE = "/api/v1";

type QueryValue = string | number | boolean | null | undefined | readonly string[];

export interface CallOptions {
  query?: Record<string, QueryValue>;
  body?: unknown;
  /** Sent as it is (CSV text, FormData), instead of JSON. */
  raw?: BodyInit;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Gets the headers of an answer that went well. */
  onHeaders?: (headers: Headers) => void;
}

/** What a PATCH must name so that nobody's change is overwritten unseen. */
export const ifMatch = (revision: number): Record<string, string> => ({ "If-Match": `"${revision}"` });

export function address(path: string, query?: CallOptions["query"]): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === null || value === undefined || value === "") continue;
    search.set(name, Array.isArray(value) ? value.join(",") : String(value));
  }
  const text = search.toString();
  return `${BASE}${path}${text ? `?${text}` : ""}`;
}

export function csrfToken(): string {
  return decodeURIComponent(/(?:^|;\s*)csrf=([^;]*)/.exec(document.cookie)?.[1] ?? "");
}

let onSignedOut: () => void = () => undefined;
/** Called on every 401 that is not the answer to a sign-in. */
export const whenSignedOut = (run: () => void): void => {
  onSignedOut = run;
};

async function problemOf(response: Response): Promise<Problem> {
  try {
    const body = (await response.json()) as Partial<Problem>;
    return { ...body, status: response.status };
  } catch {
    return { status: response.status, title: response.statusText };
  }
}

async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json", "Accept-Language": currentLanguage(), ...options.headers };
  if (method !== "GET") headers["X-CSRF-Token"] = csrfToken();
  let body: BodyInit | undefined = options.raw;
  if (options.body !== undefined) {
    headers["Content-Type"] = "application/json";
    body = JSON.stringify(options.body);
  }
  let response: Response;
  try {
    response = await fetch(address(path, options.query), { method, headers, body, signal: options.signal ?? null, credentials: "same-origin" });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError({ status: 0, code: "offline" });
  }
  if (!response.ok) {
    if (response.status === 401 && !path.startsWith("/auth/")) onSignedOut();
    throw new ApiError(await problemOf(response));
  }
  options.onHeaders?.(response.headers);
  if (response.status === 204 || response.headers.get("Content-Length") === "0") return undefined as T;
  return (await response.json()) as T;
}

export const api = {
  get: <T>(path: string, options?: CallOptions) => call<T>("GET", path, options),
  post: <T>(path: string, body?: unknown, options?: CallOptions) => call<T>("POST", path, { ...options, body }),
  put: <T>(path: string, body?: unknown, options?: CallOptions) => call<T>("PUT", path, { ...options, body }),
  patch: <T>(path: string, body?: unknown, options?: CallOptions) => call<T>("PATCH", path, { ...options, body }),
  remove: <T = void>(path: string, options?: CallOptions) => call<T>("DELETE", path, options),
  send: <T>(method: string, path: string, options?: CallOptions) => call<T>(method, path, options),
};

/** Uploads one file, or several at once; `onProgress` gets 0..1. XMLHttpRequest, because fetch reports no upload progress. */
export function upload<T>(path: string, file: File | readonly File[], onProgress?: (share: number) => void, signal?: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address(path));
    request.setRequestHeader("X-CSRF-Token", csrfToken());
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Accept-Language", currentLanguage());
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress?.(event.loaded / event.total);
    };
    request.onerror = () => reject(new ApiError({ status: 0, code: "offline" }));
    request.onabort = () => reject(new DOMException("aborted", "AbortError"));
    request.onload = () => {
      let body: unknown = null;
      try {
        body = JSON.parse(request.responseText);
      } catch {
        // not JSON: the status says enough
      }
      if (request.status >= 200 && request.status < 300) resolve(body as T);
      else reject(new ApiError({ ...((body as Problem | null) ?? {}), status: request.status }));
    };
    signal?.addEventListener("abort", () => request.abort());
    const form = new FormData();
    for (const one of file instanceof File ? [file] : file) form.append("file", one);
    request.send(form);
  });
}
