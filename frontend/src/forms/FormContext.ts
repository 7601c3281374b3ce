import { createContext, use } from "react";
import { EMPTY_SCOPE, type DataScope } from "./data/scope";

export interface FormContextValue {
  scope: DataScope;
  disabled: boolean;
}

export const FormContext = createContext<FormContextValue>({ scope: EMPTY_SCOPE, disabled: false });

export function useForm(): FormContextValue {
  return use(FormContext);
}
