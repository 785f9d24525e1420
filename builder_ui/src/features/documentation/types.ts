export interface FieldTold {
  id: string;
  label: string;
  type: string;
  help: string | null;
  marks: string[];
  details: string[];
  rows: FieldTold[];
}

export interface FormTold {
  id: string;
  label: string;
  help: string | null;
  fields: FieldTold[];
  logic: string[];
  unique: string[];
  views: { label: string; type: string; where: string | null }[];
}

export interface StepTold {
  id: string;
  sentence: string;
  set: string[];
  branches: { when: string; steps: StepTold[] }[];
}

export interface RuleTold {
  id: string;
  label: string;
  help: string | null;
  enabled: boolean;
  when: string;
  steps: StepTold[];
}

export interface RelationTold {
  from: string;
  to: string;
  label: string;
  many: boolean;
}

export interface AppTold {
  id: string;
  version: number;
  label: string;
  help: string | null;
  forms: FormTold[];
  relations: RelationTold[];
  rules: RuleTold[];
  roles: { id: string; label: string; help: string | null; forms: { label: string; sentences: string[] }[] }[];
  dashboards: { id: string; label: string; help: string | null; widgets: string[] }[];
}
