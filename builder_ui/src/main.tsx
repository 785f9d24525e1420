import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { queryClient } from "@/api/queryClient";
import { startTexts } from "@/i18n";
import { UiProvider } from "@/ui/Provider";
import { router } from "./router";

const root = document.getElementById("root");
if (root) {
  void startTexts().then(() => {
    createRoot(root).render(
      <StrictMode>
        <UiProvider>
          <QueryClientProvider client={queryClient}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </UiProvider>
      </StrictMode>,
    );
  });
}
