import { useMe } from "./useMe";

/** Whether the signed-in person has a permission such as "workflows:write". Nobody may while that is unknown. */
export function useMay(permission: string): boolean {
  return useMe().data?.permissions.includes(permission) ?? false;
}
