import { createHash } from "node:crypto";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/**
 * Writes assets/boot-<hash>.js: the few lines that run before the first paint (language, colour scheme, the sign-in
 * question). A file of its own instead of an inline script, so that a strict Content-Security-Policy needs no nonce.
 */
function bootScript(): Plugin {
  const place = "<!-- boot -->";
  return {
    name: "formwright-boot",
    apply: "build",
    writeBundle(options, bundle) {
      const dir = options.dir ?? "dist";
      const languages: Record<string, string> = {};
      for (const name of Object.keys(bundle)) {
        const language = /locale-(en|zh)-/.exec(name)?.[1];
        if (language && name.endsWith(".js")) languages[language === "zh" ? "zh-CN" : "en"] = `/${name}`;
      }
      const source = readFileSync(join(import.meta.dirname, "src/boot.js"), "utf8").replace(
        "__LANGUAGE_FILES__",
        JSON.stringify(languages),
      );
      const name = `assets/boot-${createHash("sha256").update(source).digest("hex").slice(0, 8)}.js`;
      writeFileSync(join(dir, name), source);
      const page = join(dir, "index.html");
      // The font's licence travels with the font.
      copyFileSync(join(import.meta.dirname, "node_modules/@fontsource-variable/inter/LICENSE"), join(dir, "assets/Inter-OFL.txt"));
      // Every page needs the shared part: asked for at once, not after the first part has arrived.
      const shared = Object.keys(bundle).filter((file) => /assets\/shared-/.test(file));
      const early = shared.map((file) => (file.endsWith(".css") ? `<link rel="stylesheet" href="/${file}">` : `<link rel="modulepreload" href="/${file}">`));
      writeFileSync(page, readFileSync(page, "utf8").replace(place, [`<script src="/${name}"></script>`, ...early].join("\n    ")));
    },
  };
}

/** Writes .ui-chunks.json beside the sources: which file needs which, for the budget of bytes. */
function chunkList(): Plugin {
  return {
    name: "formwright-chunks",
    apply: "build",
    writeBundle(_options, bundle) {
      const chunks: Record<string, object> = {};
      for (const [file, chunk] of Object.entries(bundle)) {
        if (chunk.type !== "chunk") continue;
        const source = chunk.facadeModuleId ? relative(import.meta.dirname, chunk.facadeModuleId) : null;
        const css = [...(chunk.viteMetadata?.importedCss ?? [])];
        chunks[file] = { source, entry: chunk.isEntry, imports: chunk.imports, later: chunk.dynamicImports, css };
      }
      writeFileSync(join(import.meta.dirname, ".ui-chunks.json"), `${JSON.stringify(chunks, null, 1)}\n`);
    },
  };
}

const api = process.env.FORMWRIGHT_API ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react(), bootScript(), chunkList()],
  resolve: { alias: { "@": join(import.meta.dirname, "src") } },
  server: { proxy: { "/api": { target: api, changeOrigin: false } } },
  build: {
    target: "es2022",
    // Newer than the script target: the minifier would rewrite light-dark() into something that never switches.
    cssTarget: ["chrome125", "firefox128", "safari18"],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 2048,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // What the first page needs stays together; later groups take only what is left.
            { name: "base", tags: ["$initial"], priority: 20 },
            // Small shared code, apart from the heavy parts that happen to use it too.
            { name: "shared", test: /node_modules\/(@mantine\/hooks|@tanstack\/[\w-]*query[\w-]*)\/|src\/(lib\/|api\/|fields\/[\w/]*(?:index|titles|useTitled|LinkedTitles|creator|rows|allowed|localText)|ui\/(?:Input|Panel|PlainTable|Tabs|Avatar|Tag|Progress|Modal|Popover|Select|usePopup)\.)/, priority: 15 },
            // Apart from everything: else they lie with the heaviest of those that use them.
            { name: "tool-icons", test: /src\/ui\/toolIcons/, priority: 14 },
            { name: "kit", test: /node_modules\/(@mantine\/core|@floating-ui)\//, priority: 12 },
            // The builder's words come with the builder.
            { name: "locale-en", test: /i18n\/locales\/en\/(?!designer)/ },
            { name: "locale-zh", test: /i18n\/locales\/zh\/(?!designer)/ },
            { name: "charts", test: /node_modules\/(echarts|zrender)\// },
            { name: "dates", test: /node_modules\/@mantine\/dates\/|src\/ui\/DateCalendar/ },
            // Editors that few forms need come by themselves, after those that most need.
            { name: "field-editors", test: /src\/fields\/(?!(?:cascade|image|json|masked|progress|rating|rich_text)\/).*(?:CellEditor|FormInput|useUploads)\.tsx?$/, priority: 10 },
            { name: "field-editors-rare", test: /src\/fields\/(?:cascade|image|json|masked|progress|rating|rich_text)\/(?:CellEditor|FormInput|Gallery|Marks|Shown|Steps|Whole|clean)\.tsx?$/, priority: 8 },
          ],
        },
      },
    },
  },
  test: { environment: "node", include: ["src/**/*.test.ts"] },
});
