import { useState } from "react";
import { useConnectionActions, readConnection } from "@/api/queries/useConnectionActions";
import { isApiError } from "@/api/errors";
import type { Connection, ConnectionEnvironment, Provider, ProviderMethod } from "@/api/types";
import { useSignIn } from "../signIn/useSignIn";
import { discardConnection } from "./discard";
import { fieldProblems, filledIn, startValues, type Values } from "./fieldProblems";

/** The choices of one new connection, and the moves that make it. What is not finished is taken away again. */
export function useNewConnection(startWith: Provider | undefined) {
  const { create, change, refresh } = useConnectionActions();
  const [provider, setProvider] = useState<Provider | null>(startWith ?? null);
  const [method, setMethod] = useState<ProviderMethod | null>(startWith?.methods[0] ?? null);
  const [environment, setEnvironment] = useState<ConnectionEnvironment>(startWith?.methods[0]?.environments[0]?.id ?? "production");
  const [values, setValues] = useState<Values>(() => startValues(startWith?.methods[0]?.fields ?? []));
  const [optionalScopes, setOptionalScopes] = useState<readonly string[]>([]);
  const [tried, setTried] = useState(false);
  const [made, setMade] = useState<Connection | null>(null);
  const signIn = useSignIn((id) => void readConnection(id).then(setMade).then(refresh));

  /** What was begun with another way in is of no use any more. */
  const forget = () => {
    const begun = made?.id ?? signIn.connectionId;
    signIn.reset();
    create.reset();
    change.reset();
    setMade(null);
    setTried(false);
    if (begun && made?.status !== "active") void discardConnection(begun).then(refresh);
  };
  const chooseMethod = (next: ProviderMethod | undefined) => {
    forget();
    setMethod(next ?? null);
    setEnvironment(next?.environments[0]?.id ?? "production");
    setValues(startValues(next?.fields ?? []));
    setOptionalScopes([]);
  };
  const chooseProvider = (next: Provider | null) => {
    setProvider(next);
    chooseMethod(next?.methods[0]);
  };
  const chooseEnvironment = (next: ConnectionEnvironment) => {
    forget();
    setEnvironment(next);
  };

  const fields = method?.fields ?? [];
  const wrong = fieldProblems(fields, values);
  const refused = create.error ?? change.error;
  const problems = { ...refusedFields(refused), ...(tried ? wrong : {}) };

  const submit = () => {
    setTried(true);
    if (!provider || !method || Object.keys(wrong).length > 0) return;
    const entered = filledIn(values);
    if (method.signIn) {
      void signIn.start({ provider: provider.id, method: method.id, environment, values: entered, optionalScopes, connectionId: made?.id ?? signIn.connectionId ?? undefined });
    } else if (made) {
      change.mutate({ id: made.id, values: entered }, { onSuccess: setMade });
    } else {
      create.mutate({ provider: provider.id, method: method.id, environment, name: "", values: entered }, { onSuccess: setMade });
    }
  };
  const isBusy = create.isPending || change.isPending || signIn.phase.name === "opening";
  return { provider, method, environment, values, optionalScopes, problems, made, signIn, refused, isBusy, change, chooseProvider, chooseMethod, chooseEnvironment, setValues, setOptionalScopes, setMade, submit, forget };
}

/** Refusals of single fields come as `values.<field>`. */
function refusedFields(error: unknown): Values {
  if (!isApiError(error)) return {};
  return Object.fromEntries(error.details.map(({ path, message }) => [path.replace(/^values\./, ""), message]));
}
