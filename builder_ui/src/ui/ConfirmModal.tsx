import { useTranslation } from "react-i18next";
import { Button } from "./Button";
import type { Pending } from "./ConfirmDialog";
import { Modal } from "./Modal";

export default function ConfirmModal({ pending }: Readonly<{ pending: Pending }>) {
  const { t } = useTranslation();
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
