import { Suspense } from "react";
import type { FormDef } from "@/api/types";
import { fieldType } from "@/fields/registry";
import { withOpenOptions } from "@/fields/select/open";
import { describedBy, Frame } from "@/ui/Input";
import { Tabs } from "@/ui/Tabs";
import css from "./form.module.css";
import { HiddenFields } from "../why/HiddenFields";
import { WhyState } from "../why/WhyState";
import type { ShownSection } from "./model";
import { decided, locked, partsOf, required, wide } from "./model";
import { PageSteps, PageTurn } from "./PageSteps";
import type { RecordForm } from "./useRecordForm";

interface RecordFieldsProps {
  app: string;
  form: FormDef;
  state: RecordForm;
  /** Makes the ids of this form's controls its own: dialogs may stand above pages. */
  scope: string;
}

export const controlId = (scope: string, field: string): string => `${scope}-${field}`;

/** The sections of the layout with a control for each field: one below the other, as tabs, on pages. */
export function RecordFields(props: Readonly<RecordFieldsProps>) {
  const { app, form, state } = props;
  const { pages, page, open, pick } = state.paging;
  const titled = state.sections.filter((section) => section.label).length > 1;
  return (
    <div className={css.sections}>
      {pages.length > 1 && <PageSteps paging={state.paging} />}
      {pages[page]?.blocks.map((block) => {
        const [first] = block;
        if (block.length === 1 && first) return <Section key={first.id} {...props} section={first} titled={titled} />;
        const shown = block.find((section) => section.id === open(block)) ?? first;
        return (
          <div key={first?.id} className={css.tabs}>
            <Tabs label={block.map((section) => section.label).join(" / ")} value={shown?.id ?? ""} onChange={(section) => pick(block, section)} tabs={block.map((section) => ({ id: section.id, label: section.label ?? section.id, count: section.fields.filter((field) => state.problems[field.id]).length || null }))}>
              {shown && <div className={css.tabBody}><Section {...props} section={shown} titled={false} /></div>}
            </Tabs>
          </div>
        );
      })}
      {pages.length > 1 && <PageTurn paging={state.paging} />}
      {!state.preview && <HiddenFields app={app} form={form} id={state.base?.id ?? null} logic={state.logic} typed={state.changes} />}
    </div>
  );
}

function Section({ app, form, state, scope, section, titled }: Readonly<RecordFieldsProps & { section: ShownSection; titled: boolean }>) {
  return (
    <section className={css.section} aria-label={section.label ?? undefined}>
      {titled && section.label && <h2 className={css.legend}>{section.label}</h2>}
      <div className={css.grid} data-columns={section.columns}>
        {section.fields.map((field) => {
          const type = fieldType(field.type);
          const id = controlId(scope, field.id);
          const error = state.problems[field.id];
          const must = required(state.logic, field);
          const still = locked(state.logic, field);
          return (
            <div key={field.id} className={wide(field) ? css.wide : undefined}>
              <Frame hideLabel={titled && section.fields.length === 1 && field.label === section.label} label={field.label} htmlFor={id} required={must && !still} help={field.help} error={error} group={type.group}>
                <Suspense fallback={<span className={css.room} />}>
                  <type.FormInput
                    id={id}
                    field={withOpenOptions(field, state.logic[field.id], state.values[field.id])}
                    value={state.values[field.id]}
                    worked={state.worked[field.id]}
                    place={{ app, form: form.id, record: state.base?.id ?? null, values: state.values }}
                    required={must}
                    readOnly={still}
                    invalid={Boolean(error)}
                    describedBy={describedBy(id, { help: field.help, error })}
                    rows={state.rows[field.id]}
                    partErrors={partsOf(state.problems, field.id)}
                    onChange={(value) => state.set(field.id, value)}
                    onBlur={() => state.leave(field.id)}
                  />
                </Suspense>
              </Frame>
              {!state.preview && (decided(state.logic, field) || (error !== undefined && state.ruled.has(field.id))) && (
                <WhyState app={app} form={form.id} id={state.base?.id ?? null} field={field} typed={state.changes} />
              )}
            </div>
          );
        })}
      </div>
    </section>
  );
}
