import type { FieldDef, FormDef } from "@/api/types";
import { useT } from "@/i18n";
import { Button, IconButton } from "@/ui/Button";
import { IconPlus, IconX } from "@/ui/icons";
import { Select } from "@/ui/Select";
import css from "./ConditionBuilder.module.css";
import { conditionOn, filterableFields, operatorsOf } from "./asked";
import { add, ARITY, group, remove, replace, setJoin } from "./model";
import type { Condition, Group, Item, Join } from "./model";
import { SENTENCES } from "./sentence";
import { ValueInput } from "./ValueInput";

interface ConditionBuilderProps {
  app: string;
  form: FormDef;
  tree: Group;
  onChange: (tree: Group) => void;
}

interface PartProps extends ConditionBuilderProps {
  fields: readonly FieldDef[];
}

function JoinCell({ index, join, onChange }: Readonly<{ index: number; join: Join; onChange: (join: Join) => void }>) {
  const t = useT("runtime");
  if (index === 0) return <span className={css.join}>{t("runtime:conditions.where")}</span>;
  if (index > 1) return <span className={css.join}>{t(`runtime:conditions.${join}`)}</span>;
  return (
    <div className={css.join}>
      <Select
        size="sm"
        label={t("runtime:conditions.how")}
        value={join}
        options={(["and", "or"] as const).map((one) => ({ value: one, label: t(`runtime:conditions.${one}`) }))}
        onChange={(next) => onChange(next === "or" ? "or" : "and")}
      />
    </div>
  );
}

function ConditionRow({ item, ...props }: Readonly<PartProps & { item: Condition }>) {
  const t = useT("runtime");
  const { app, form, tree, fields, onChange } = props;
  const field = form.fields[item.field];
  const set = (next: Partial<Condition>): void => onChange(replace(tree, item.key, { ...item, ...next }));
  const setOperator = (operator: string): void => {
    const same = ARITY[operator] === ARITY[item.operator];
    set({ operator, value: same ? item.value : null });
  };
  return (
    <>
      <Select
        size="sm"
        label={t("runtime:conditions.field")}
        value={item.field}
        options={fields.map((one) => ({ value: one.id, label: one.label }))}
        onChange={(next) => {
          const chosen = next ? form.fields[next] : undefined;
          if (chosen) set({ field: chosen.id, operator: conditionOn(chosen).operator, value: null });
        }}
      />
      <Select
        size="sm"
        label={t("runtime:conditions.operator")}
        value={item.operator}
        options={(field ? operatorsOf(field) : []).map((one) => ({
          value: one,
          label: t(`runtime:conditions.operators.${SENTENCES[one] ?? "equals"}`),
        }))}
        onChange={(next) => {
          if (next) setOperator(next);
        }}
      />
      <div className={css.value}>
        {field && (
          <ValueInput
            app={app}
            form={form.id}
            field={field}
            operator={item.operator}
            value={item.value}
            onChange={(value) => set({ value })}
          />
        )}
      </div>
    </>
  );
}

function Items({ of, depth, ...props }: Readonly<PartProps & { of: Group; depth: number }>) {
  const t = useT("runtime");
  const { tree, fields, onChange } = props;
  const firstField = fields.find((field) => !field.readonly) ?? fields[0];
  const one = (item: Item, index: number) => {
    const join = <JoinCell index={index} join={of.join} onChange={(next) => onChange(setJoin(tree, of.key, next))} />;
    const drop = (
      <IconButton
        size="sm"
        icon={IconX}
        label={t("runtime:conditions.remove")}
        onClick={() => onChange(remove(tree, item.key))}
      />
    );
    if (item.kind === "condition") {
      return (
        <div key={item.key} className={css.row} role="group" aria-label={t("runtime:conditions.nth", { n: index + 1 })}>
          {join}
          <ConditionRow {...props} item={item} />
          {drop}
        </div>
      );
    }
    return (
      <div
        key={item.key}
        className={css.group}
        role="group"
        aria-label={t("runtime:conditions.group_nth", { n: index + 1 })}
      >
        {join}
        <div className={css.inner}>
          <Items {...props} of={item} depth={depth + 1} />
        </div>
        {drop}
      </div>
    );
  };
  return (
    <>
      {of.items.map(one)}
      <div className={css.actions}>
        <Button
          size="sm"
          look="quiet"
          icon={IconPlus}
          disabled={!firstField}
          onClick={() => firstField && onChange(add(tree, of.key, conditionOn(firstField)))}
        >
          {t("runtime:conditions.add")}
        </Button>
        {depth < 2 && (
          <Button
            size="sm"
            look="quiet"
            icon={IconPlus}
            disabled={!firstField}
            onClick={() => {
              if (firstField)
                onChange(add(tree, of.key, group(of.join === "and" ? "or" : "and", [conditionOn(firstField)])));
            }}
          >
            {t("runtime:conditions.add_group")}
          </Button>
        )}
      </div>
    </>
  );
}

/** Conditions clicked together: fields, operators and inputs come from the field registry, so that every type works. */
export function ConditionBuilder(props: Readonly<ConditionBuilderProps>) {
  const t = useT("runtime");
  const fields = filterableFields(props.form);
  return (
    <div className={css.tree}>
      {props.tree.items.length === 0 && <p className={css.nothing}>{t("runtime:conditions.nothing")}</p>}
      <Items {...props} fields={fields} of={props.tree} depth={0} />
    </div>
  );
}
