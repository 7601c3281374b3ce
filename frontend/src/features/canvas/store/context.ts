import { createContext } from "react";
import type { CanvasStore } from "./canvasStore";

export const CanvasContext = createContext<CanvasStore | null>(null);
