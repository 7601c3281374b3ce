import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "@/ui/tokens.css";
import "@/ui/base.css";
import { listenToNetwork } from "@/api/reach";
import { App } from "@/app/App";
import { allowStyleTags } from "@/app/cspNonce";
import { applyTheme } from "@/app/theme/theme";

allowStyleTags();
applyTheme();
listenToNetwork();
const root = document.getElementById("root");
if (!root) throw new Error("The page has no #root element.");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
