import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { Connection, ConnectionChange, ConnectionEnvironment, ConnectionFinding, NewConnection, SignInAddress } from "../types";

export interface SignInRequest {
  provider: string;
  method: string;
  environment: ConnectionEnvironment;
  /** Connect this one again; it keeps its id. */
  connectionId?: string;
  values?: Record<string, string>;
  optionalScopes?: readonly string[];
}

/** Everything one can do to a connection. Each refreshes the list. */
export function useConnectionActions() {
  const client = useQueryClient();
  const onSuccess = () => {
    // What a connection gives to choose from changes with it.
    void client.invalidateQueries({ queryKey: keys.options });
    return client.invalidateQueries({ queryKey: keys.connections });
  };
  const create = useMutation({
    mutationFn: (wanted: NewConnection) => api.post<Connection>("/connections", wanted),
    onSuccess,
  });
  const change = useMutation({
    mutationFn: ({ id, ...wanted }: Partial<ConnectionChange> & { id: string }) => api.patch<Connection>(`/connections/${id}`, wanted),
    onSuccess,
  });
  const test = useMutation({
    mutationFn: (id: string) => api.post<ConnectionFinding>(`/connections/${id}/test`),
    onSuccess,
  });
  const disconnect = useMutation({
    mutationFn: (id: string) => api.delete<{ deleted: boolean }>(`/connections/${id}`),
    onSuccess,
  });
  const refresh = onSuccess;
  return { create, change, test, disconnect, refresh };
}

/** The address of the provider's page to open, good for ten minutes and one use. */
export function beginSignIn({ provider, values, optionalScopes, ...query }: SignInRequest): Promise<SignInAddress> {
  return api.get<SignInAddress>(`/connections/${provider}/auth-url`, {
    query: { ...query, optionalScopes: optionalScopes && (optionalScopes.join(" ") || "none"), redirectUrl: "/connections", values: values && Object.keys(values).length > 0 ? JSON.stringify(values) : undefined },
  });
}

export function readConnection(id: string): Promise<Connection> {
  return api.get<Connection>(`/connections/${id}`);
}
