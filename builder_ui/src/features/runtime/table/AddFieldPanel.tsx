import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { useEffect, useRef, useState } from "react";
import { api } from "@/api/client";
import { ApiError } from "@/api/errors";
import type { FieldTypeInfo } from "@/api/fieldTypes";
import { needed, useFieldTypes } from "@/api/fieldTypes";
import { keys } from "@/api/keys";
import { isFound, offersFor } from "@/fields/offers";
import { fieldType } from "@/fields/registry";
import { useT } from "@/i18n";
import { isComposing } from "@/lib/keyboard";
import { Button, IconButton } from "@/ui/Button";
import { IconSearch } from "@/ui/icons";
import { IconArrowLeft } from "@/ui/toolIcons";
import { Input, TextArea, TextInput } from "@/ui/Input";
import { toast } from "@/ui/Toast";
import type { AddFieldProps } from "./AddField";
import css from "./table.module.css";

interface PanelProps extends AddFieldProps {
  onClose: () => void;
  onFormula: () => void;
}

/** What can be answered here: a name, options. A formula has its dialog, everything else the form designer. */
const asks = (info: FieldTypeInfo): "here" | "formula" | "designer" => (needed(info).length === 0 ? "here" : needed(info).includes("expr") ? "formula" : "designer");

/** A type is picked, or guessed from the name that was typed; then name and options. */
export function AddFieldPanel({ app, form, view, after, onAdded, onClose, onFormula }: Readonly<PanelProps>) {
  const t = useT("runtime");
  const client = useQueryClient();
  const navigate = useNavigate();
  const types = useFieldTypes();
  const [type, setType] = useState<FieldTypeInfo | null>(null);
  const [search, setSearch] = useState("");
  const [label, setLabel] = useState("");
  const [options, setOptions] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  const withOptions = type !== null && "options" in type.defaults;
  useEffect(() => box.current?.focus({ preventScroll: true }), []);

  const choose = (info: FieldTypeInfo, name: string): void => {
    const how = asks(info);
    if (how === "formula") return onFormula();
    if (how === "designer") {
      onClose();
      void navigate({ to: `/a/${app.id}/f/${form.id}/edit` });
      return;
    }
    setType(info);
    setLabel(name === info.label ? "" : name);
  };

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!type || busy) return;
    const lines = options
      .split(/[\n,，、;；]/)
      .map((line) => line.trim())
      .filter(Boolean);
    if (!label.trim()) return setError(t("runtime:add_field.name_missing"));
    if (withOptions && lines.length === 0) return setError(t("runtime:add_field.options_missing"));
    setBusy(true);
    setError(null);
    try {
      const made = await api.post<{ field: string; version: number }>(`/apps/${app.id}/forms/${form.id}/fields`, {
        label: label.trim(),
        type: type.type,
        ...(withOptions ? { options: [...new Set(lines)] } : {}),
        ...(after ? { after } : {}),
        ...(view ? { view } : {}),
      });
      await client.invalidateQueries({ queryKey: keys.app(app.id) });
      void client.invalidateQueries({ queryKey: keys.form(app.id, form.id) });
      toast({ kind: "ok", text: t("runtime:add_field.done", { label: label.trim() }) });
      onClose();
      onAdded(made.field);
    } catch (failure) {
      setError(failure instanceof ApiError ? (failure.errors[0]?.message ?? failure.message) : String(failure));
    } finally {
      setBusy(false);
    }
  };

  if (type === null) {
    const found = types.filter((info) => !search.trim() || isFound(info, search));
    const [first] = offersFor(types, search);
    const guess = search.trim() && first && first.label === search.trim() ? first : null;
    return (
      <div className={css.types}>
        <Input
          ref={box}
          icon={IconSearch}
          value={search}
          aria-label={t("runtime:add_field.search")}
          placeholder={t("runtime:add_field.search")}
          onChange={(event) => setSearch(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (isComposing(event) || event.key !== "Enter" || !first) return;
            event.preventDefault();
            choose(first.info, first.label);
          }}
        />
        {guess && (
          <button type="button" className={css.guess} onClick={() => choose(guess.info, guess.label)}>
            {t("runtime:add_field.guess", { label: guess.label, type: guess.info.label })}
          </button>
        )}
        <div className={css.typeGrid} role="group" aria-label={t("runtime:add_field.type")}>
          {(found.length > 0 ? found : types).map((info) => {
            const Icon = fieldType(info.type).icon;
            return (
              <button key={info.type} type="button" className={css.type} data-type={info.type} title={info.help} onClick={() => choose(info, found.length > 0 ? info.label : search.trim())}>
                <Icon size={16} /> {info.label}
              </button>
            );
          })}
        </div>
      </div>
    );
  }
  return (
    <form className={css.types} onSubmit={(event) => void submit(event)} noValidate>
      <div className={css.typeHead}>
        <IconButton size="sm" icon={IconArrowLeft} label={t("runtime:add_field.back")} onClick={() => setType(null)} />
        <span>{type.label}</span>
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
      {withOptions && (
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
  );
}
