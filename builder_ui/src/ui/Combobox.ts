// The kit's parts for pickers that load their options while typing (see Select for the finished control).
export { Combobox, useCombobox } from "@mantine/core";
