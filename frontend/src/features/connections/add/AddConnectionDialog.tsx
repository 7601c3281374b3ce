import { ChevronLeft, ExternalLink } from "lucide-react";
import { useEffect, useId, useRef, useState, type FormEvent } from "react";
import { errorSentence } from "@/api/errors";
import { useConnections } from "@/api/queries/useConnections";
import { useProviders } from "@/api/queries/useProviders";
import type { Connection, Provider } from "@/api/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Message } from "@/ui/Message";
import { SignInStatus } from "../signIn/SignInStatus";
import { AccessStep } from "./AccessStep";
import styles from "./Add.module.css";
import { NameStep } from "./NameStep";
import { ProviderChoice } from "./ProviderChoice";
import { Steps } from "./Steps";
import { addText as text } from "./text";
import { useNewConnection } from "./useNewConnection";

export interface AddConnectionDialogProps {
  /** The app, where it is settled already. */
  startWith?: Provider | undefined;
  onClose: () => void;
  onDone: (connectionId: string) => void;
}

/** Choose an app, allow access, see the test and give it a name. */
export function AddConnectionDialog({ startWith, onClose, onDone }: AddConnectionDialogProps) {
  const providers = useProviders().data;
  const existing = useConnections().data;
  const wanted = useNewConnection(startWith);
  const { provider, method, signIn, change } = wanted;
  const [isMending, setIsMending] = useState(false);
  const [name, setName] = useState<string | null>(null);
  const [isDefault, setIsDefault] = useState<boolean | null>(null);

  const made: Connection | null = isMending ? null : wanted.made;
  const step = !provider || !method ? 0 : made ? 2 : 1;
  const mine = existing?.filter((one) => one.provider === provider?.id && one.id !== wanted.made?.id && one.status === "active");
  const makesDefault = isDefault ?? mine?.length === 0;
  const leave = () => {
    signIn.close();
    wanted.forget();
    onClose();
  };
  const submit = () => {
    setIsMending(false);
    wanted.submit();
  };
  const finish = () => {
    if (!made) return;
    const wantedName = (name ?? made.name).trim();
    change.mutate({ id: made.id, name: wantedName || made.name, isDefault: makesDefault }, { onSuccess: () => onDone(made.id) });
  };
  const isReady = made?.status === "active";
  const formId = useId();
  const form = useRef<HTMLFormElement>(null);
  const next = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The app that was pressed is gone; one goes on where the first thing is asked for.
    if (step === 1) (form.current?.querySelector<HTMLElement>("input, textarea") ?? next.current)?.focus();
  }, [step]);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (step === 1) submit();
    else if (isReady) finish();
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && (isReady ? onDone(made.id) : leave())}
      title={provider ? text.connect(provider.name) : text.title}
      description={!method ? text.titleWhy : method.signIn ? text.signInWhy(provider?.name ?? "") : text.fieldsWhy}
      width={640}
      footer={
        step === 0 ? (
          <Button onClick={leave}>{text.cancel}</Button>
        ) : (
          <div className={styles.foot}>
            {!isReady && (
              <Button variant="plain" icon={<ChevronLeft size={15} aria-hidden />} onClick={() => (step === 2 ? setIsMending(true) : wanted.chooseProvider(null))}>
                {text.back}
              </Button>
            )}
            {step === 1 && method?.signIn && <span>{text.opens(provider?.name ?? "")}</span>}
            {step === 1 && (
              <Button
                ref={next}
                variant="filled"
                type="submit"
                form={formId}
                after={method?.signIn && <ExternalLink size={14} aria-hidden />}
                busy={wanted.isBusy}
                busyLabel={method?.signIn ? text.opening : text.testing}
                disabled={method?.signIn && !provider?.configured.includes(wanted.environment)}
              >
                {method?.signIn ? text.continueTo(provider?.name ?? "") : text.connectNow}
              </Button>
            )}
            {isReady && (
              <Button variant="filled" busy={change.isPending} busyLabel={text.saving} type="submit" form={formId}>
                {text.done}
              </Button>
            )}
          </div>
        )
      }
    >
      <Steps at={step} />
      {step === 0 && <ProviderChoice providers={providers} onChoose={wanted.chooseProvider} />}
      <form ref={form} id={formId} onSubmit={onSubmit} noValidate>
        {step === 1 && provider && method && (
          <AccessStep
            provider={provider}
            method={method}
            environment={wanted.environment}
            values={wanted.values}
            optionalScopes={wanted.optionalScopes}
            problems={wanted.problems}
            existing={mine?.[0]}
            onMethod={(id) => wanted.chooseMethod(provider.methods.find((one) => one.id === id))}
            onEnvironment={wanted.chooseEnvironment}
            onValues={wanted.setValues}
            onOptionalScopes={wanted.setOptionalScopes}
            onUseExisting={(id) => {
              leave();
              onDone(id);
            }}
          />
        )}
        {step === 2 && provider && made && (
          <NameStep provider={provider} connection={made} name={name ?? made.name} isDefault={makesDefault} onName={setName} onDefault={setIsDefault} onChanged={wanted.setMade} />
        )}
      </form>
      {step === 1 && provider && <SignInStatus phase={signIn.phase} app={provider.name} onShow={signIn.show} />}
      {wanted.refused && <Message state="failed" title={errorSentence(wanted.refused)} />}
    </Dialog>
  );
}
