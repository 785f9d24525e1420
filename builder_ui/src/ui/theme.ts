import type { CSSVariablesResolver, MantineThemeOverride } from "@mantine/core";
import { createTheme } from "@mantine/core";

/** The kit's own settings; every colour comes from tokens.css, so the kit's palette is only a fallback. */
export const theme: MantineThemeOverride = createTheme({
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--mono)",
  primaryColor: "indigo",
  primaryShade: { light: 7, dark: 7 },
  defaultRadius: 6,
  respectReducedMotion: true,
  cursorType: "pointer",
  fontSizes: { xs: "12px", sm: "14px", md: "14px", lg: "16px", xl: "20px" },
  lineHeights: { xs: "16px", sm: "20px", md: "20px", lg: "24px", xl: "28px" },
});

const shared = {
  "--mantine-color-body": "var(--bg)",
  "--mantine-color-text": "var(--text)",
  "--mantine-color-dimmed": "var(--text-3)",
  "--mantine-color-placeholder": "var(--text-3)",
  "--mantine-color-error": "var(--danger)",
  "--mantine-color-anchor": "var(--accent)",
  "--mantine-color-default": "var(--bg)",
  "--mantine-color-default-hover": "var(--bg-hover)",
  "--mantine-color-default-color": "var(--text)",
  "--mantine-color-default-border": "var(--line)",
  "--mantine-primary-color-filled": "var(--accent-fill)",
  "--mantine-primary-color-filled-hover": "var(--accent-hover)",
  "--mantine-primary-color-light": "var(--accent-soft)",
  "--mantine-primary-color-light-color": "var(--accent)",
  "--mantine-shadow-md": "var(--shadow-pop)",
  "--mantine-shadow-xl": "var(--shadow-dialog)",
};

export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: shared, dark: shared });
