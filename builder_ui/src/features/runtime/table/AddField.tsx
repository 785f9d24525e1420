import { useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { lazy, Suspense, useRef, useState } from "react";
import { api } from "@/api/client";
import { ApiError } from "@/api/errors";
import { keys } from "@/api/keys";
import type { AppDef, FormDef } from "@/api/types";
import { fieldType } from "@/fields/registry";
import { useT } from "@/i18n";
import { isComposing } from "@/lib/keyboard";
import { matches } from "@/lib/match";
import { Button, IconButton } from "@/ui/Button";
import { IconArrowLeft, IconPlus, IconSearch } from "@/ui/icons";
import { Input, TextArea, TextInput } from "@/ui/Input";
import { Popover } from "@/ui/Popover";
import { toast } from "@/ui/Toast";
import css from "./table.module.css";

const FormulaDialog = lazy(() => import("./FormulaDialog").then((module) => ({ default: module.FormulaDialog })));

/** Types that can be added in passing; the others need the form designer. */
const QUICK = ["text", "number", "date", "select", "formula"] as const;
type Quick = (typeof QUICK)[number];

interface AddFieldProps {
  app: AppDef;
  form: FormDef;
  /** The view that shows it from now on. */
  view: string;
  /** The column it comes after. */
  after: string | undefined;
  /** The field is live. */
  onAdded: (field: string) => void;
}

/** "+" at the end of the header: type, name, Enter, and the field is there for everybody. */
export function AddField({ app, form, view, after, onAdded }: Readonly<AddFieldProps>) {
  const t = useT("runtime");
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [type, setType] = useState<Quick | null>(null);
  const [search, setSearch] = useState("");
  const [label, setLabel] = useState("");
  const [options, setOptions] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [writing, setWriting] = useState(false);
  const first = useRef<HTMLButtonElement>(null);
  /** A formula is written where there is room for it. */
  const choose = (next: Quick): void => {
    if (next !== "formula") return setType(next);
    toggle(false);
    setWriting(true);
  };

  const toggle = (next: boolean): void => {
    setOpen(next);
    if (next) return;
    setType(null);
    setSearch("");
    setLabel("");
    setOptions("");
    setError(null);
  };

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!type || busy) return;
    const lines = options
      .split(/[\n,，、;；]/)
      .map((line) => line.trim())
      .filter(Boolean);
    if (!label.trim()) return setError(t("runtime:add_field.name_missing"));
    if (type === "select" && lines.length === 0) return setError(t("runtime:add_field.options_missing"));
    setBusy(true);
    setError(null);
    try {
      const made = await api.post<{ field: string; version: number }>(`/apps/${app.id}/forms/${form.id}/fields`, {
        label: label.trim(),
        type,
        ...(type === "select" ? { options: [...new Set(lines)] } : {}),
        ...(after ? { after } : {}),
        ...(view ? { view } : {}),
      });
      await client.invalidateQueries({ queryKey: keys.app(app.id) });
      void client.invalidateQueries({ queryKey: keys.form(app.id, form.id) });
      toast({ kind: "ok", text: t("runtime:add_field.done", { label: label.trim() }) });
      toggle(false);
      onAdded(made.field);
    } catch (failure) {
      setError(failure instanceof ApiError ? (failure.errors[0]?.message ?? failure.message) : String(failure));
    } finally {
      setBusy(false);
    }
  };

  const found = QUICK.filter((one) => matches(`${t(`runtime:add_field.types.${one}`)} ${one}`, search));
  const palette = (
    <Popover
      open={open}
      onOpenChange={toggle}
      align="end"
      width={300}
      label={t("runtime:add_field.title")}
      target={
        <IconButton
          data-header=""
          tabIndex={0}
          size="sm"
          icon={IconPlus}
          label={t("runtime:add_field.title")}
          aria-expanded={open}
          onClick={() => toggle(!open)}
        />
      }
    >
      {type === null ? (
        <div className={css.types}>
          <Input
            icon={IconSearch}
            value={search}
            aria-label={t("runtime:add_field.search")}
            placeholder={t("runtime:add_field.search")}
            onChange={(event) => setSearch(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (isComposing(event) || event.key !== "Enter" || !found[0]) return;
              event.preventDefault();
              choose(found[0]);
            }}
          />
          <div className={css.typeGrid} role="group" aria-label={t("runtime:add_field.type")}>
            {found.map((one, index) => {
              const Icon = fieldType(one).icon;
              return (
                <button
                  key={one}
                  ref={index === 0 ? first : undefined}
                  type="button"
                  className={css.type}
                  onClick={() => choose(one)}
                >
                  <Icon size={16} /> {t(`runtime:add_field.types.${one}`)}
                </button>
              );
            })}
          </div>
          {found.length === 0 && <p className={css.note}>{t("runtime:add_field.no_type")}</p>}
        </div>
      ) : (
        <form className={css.types} onSubmit={(event) => void submit(event)} noValidate>
          <div className={css.typeHead}>
            <IconButton
              size="sm"
              icon={IconArrowLeft}
              label={t("runtime:add_field.back")}
              onClick={() => setType(null)}
            />
            <span>{t(`runtime:add_field.types.${type}`)}</span>
          </div>
          <TextInput
            label={t("runtime:add_field.name")}
            value={label}
            autoFocus
            required
            maxLength={100}
            error={error ?? undefined}
            autoComplete="off"
            onChange={(event) => setLabel(event.currentTarget.value)}
            onKeyDown={(event) => {
              // Enter that chooses Chinese characters must not submit.
              if (event.key === "Enter" && isComposing(event)) event.preventDefault();
            }}
          />
          {type === "select" && (
            <label className={css.optionsLabel}>
              <span>{t("runtime:add_field.options")}</span>
              <TextArea
                rows={4}
                value={options}
                placeholder={t("runtime:add_field.options_hint")}
                onChange={(event) => setOptions(event.currentTarget.value)}
              />
            </label>
          )}
          <Button look="primary" type="submit" busy={busy}>
            {t("runtime:add_field.submit")}
          </Button>
        </form>
      )}
    </Popover>
  );
  return (
    <>
      {palette}
      {writing && (
        <Suspense fallback={null}>
          <FormulaDialog app={app} form={form} view={view} after={after} onClose={() => setWriting(false)} onAdded={onAdded} />
        </Suspense>
      )}
    </>
  );
}
