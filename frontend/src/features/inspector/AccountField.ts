import { createContext, use, type ReactNode } from "react";

export interface AccountFieldProps {
  /** The app whose account the block needs; "" where any connection will do. */
  provider: string;
  /** Where a block has several such fields. */
  label?: string | undefined;
  value: string | null | undefined;
  disabled: boolean;
  problem?: string | undefined;
  onChange: (connectionId: string | null) => void;
}

export type DrawAccountField = (props: AccountFieldProps) => ReactNode;

/** Draws the field that chooses a block's connection. The studio gives it: connections are a feature of their own. */
export const AccountField = createContext<DrawAccountField>(() => null);

export function useAccountField(): DrawAccountField {
  return use(AccountField);
}
