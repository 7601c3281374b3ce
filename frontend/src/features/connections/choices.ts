import type { Connection } from "@/api/types";
import { accountLine } from "./accountLine";
import { healthOf } from "./health";
import { text } from "./text";

/** The connection that a block which names none runs with: the default, else the only active one. As the server chooses. */
export function automaticChoice(connections: readonly Connection[]): Connection | undefined {
  const active = connections.filter((one) => one.status === "active");
  return connections.find((one) => one.isDefault) ?? (active.length === 1 ? active[0] : undefined);
}

export interface ConnectionChoice {
  id: string;
  label: string;
  /** It works as it is. */
  works: boolean;
}

/** What one can choose for a block of this app, the working ones first; "" is every app. */
export function connectionChoices(connections: readonly Connection[], provider: string): ConnectionChoice[] {
  return connections
    .filter((one) => provider === "" || one.provider === provider)
    .map((one) => {
      const works = one.status === "active";
      const label = [accountLine(one), one.environment !== "production" && text.environments[one.environment], !works && healthOf(one, undefined).words.toLowerCase()].filter(Boolean).join(" · ");
      return { id: one.id, label, works };
    })
    .sort((a, b) => Number(b.works) - Number(a.works) || a.label.localeCompare(b.label));
}
