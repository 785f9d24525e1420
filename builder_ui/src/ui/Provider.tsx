import "@mantine/core/styles/default-css-variables.layer.css";
import "@mantine/core/styles/global.layer.css";
import "./tokens.css";
import "./base.css";
import { MantineProvider } from "@mantine/core";
import type { ReactNode } from "react";
import { cssVariables, theme } from "./theme";
import { useScheme } from "./scheme";

/** Wraps the whole page once: the kit's context with the colour scheme that the person has chosen. */
export function UiProvider({ children }: Readonly<{ children: ReactNode }>) {
  const scheme = useScheme((state) => state.shown);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} forceColorScheme={scheme}>
      {children}
    </MantineProvider>
  );
}
