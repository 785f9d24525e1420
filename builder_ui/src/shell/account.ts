import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { queryClient } from "@/api/queryClient";
import type { Sent } from "@/api/sent";
import type { Account, AuthState } from "@/api/types";
import type { Language } from "@/i18n";
import { switchLanguage } from "@/i18n";
import type { SchemeChoice } from "@/ui/scheme";
import { useScheme } from "@/ui/scheme";

const keep = (change: Partial<Pick<Account, "language" | "theme">>): void => {
  const state = queryClient.getQueryData<AuthState>(keys.auth);
  if (!state?.account) return;
  queryClient.setQueryData<AuthState>(keys.auth, { ...state, account: { ...state.account, ...change } });
  // The screen has already changed; when this fails the choice still holds on this device.
  void api.patch("/me", change as Sent<"OwnSettings">).catch(() => undefined);
};

export async function chooseLanguage(language: Language): Promise<void> {
  await switchLanguage(language);
  keep({ language });
}

export function chooseScheme(theme: SchemeChoice): void {
  useScheme.getState().choose(theme);
  keep({ theme });
}

/** Puts a newly signed-in person in place of whoever was there: nothing of the other one stays in memory. */
export async function enterAs(account: Account): Promise<void> {
  const before = queryClient.getQueryData<AuthState>(keys.auth);
  queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== keys.auth[0] });
  if (before) queryClient.setQueryData<AuthState>(keys.auth, { ...before, needs_setup: false, account });
  await queryClient.invalidateQueries({ queryKey: keys.auth });
}

export async function signOut(): Promise<void> {
  await api.post("/auth/logout");
  queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== keys.auth[0] });
  await queryClient.resetQueries({ queryKey: keys.auth });
}

export async function becomePerson(email: string): Promise<void> {
  await enterAs(await api.post<Account>("/auth/switch", { email } satisfies Sent<"Switch">));
}
