import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { create } from "zustand";
import { Button } from "./Button";
import { Modal } from "./Modal";

export interface ConfirmOptions {
  title: string;
  body?: ReactNode;
  /** The verb, never "OK". */
  confirm: string;
  cancel?: string;
  danger?: boolean;
}

interface Pending extends ConfirmOptions {
  answer: (yes: boolean) => void;
}

const usePending = create<{ pending: Pending | null; open: boolean }>(() => ({ pending: null, open: false }));

/** Asks and waits: true when the reader chose the verb. */
export function confirm(options: ConfirmOptions): Promise<boolean> {
  usePending.getState().pending?.answer(false);
  return new Promise((resolve) => {
    const answer = (yes: boolean) => {
      usePending.setState({ open: false, pending: null });
      resolve(yes);
    };
    usePending.setState({ pending: { ...options, answer }, open: true });
  });
}

/** Rendered once by the shell. */
export function ConfirmHost() {
  const { pending } = usePending();
  const { t } = useTranslation();
  if (!pending) return null;
  return (
    <Modal
      open
      size="sm"
      onClose={() => pending.answer(false)}
      title={pending.title}
      footer={
        <>
          <Button onClick={() => pending.answer(false)}>{pending.cancel ?? t("common:cancel")}</Button>
          <Button look={pending.danger ? "danger" : "primary"} data-autofocus onClick={() => pending.answer(true)}>{pending.confirm}</Button>
        </>
      }
    >
      {pending.body}
    </Modal>
  );
}
