import { Eye } from "lucide-react";
import type { Json } from "@/graph/definition";
import { cx } from "@/ui/cx";
import type { DataScope, PreviewResult, TemplateKind } from "../data/scope";
import { text } from "../text";
import { usePreview } from "./usePreview";
import styles from "./TemplateEditor.module.css";

const LONGEST = 400;

export interface PreviewProps {
  scope: DataScope;
  template: string;
  kind: TemplateKind;
  /** Why a reference cannot work; said instead of the value. */
  broken: string | null;
  /** While a reference is being typed the last answer stays. */
  isPaused: boolean;
}

/** "Reads as": the value the field will have, with the data of the last run. */
export function Preview({ scope, template, kind, broken, isPaused }: PreviewProps) {
  const { result, isAwaited } = usePreview(scope, template, kind, isPaused);
  if (!scope.preview) return null;
  return (
    <div className={styles.preview} aria-live="polite" aria-busy={isAwaited && !broken}>
      <span className={styles.readsAs}>
        <Eye size={13} aria-hidden />
        {text.readsAs}
      </span>
      <span className={styles.value}>{broken ? <span className={styles.wrong}>{broken}</span> : result ? <Outcome result={result} kind={kind} /> : <span className={styles.quiet}>…</span>}</span>
    </div>
  );
}

function Outcome({ result, kind }: { result: PreviewResult; kind: TemplateKind }) {
  if (result.knownLater) return <span className={styles.quiet}>{text.knownLater[result.knownLater]}</span>;
  if (result.error) return <span className={styles.wrong}>{result.error.message}</span>;
  return (
    <>
      <Value value={result.value} kind={kind} />
      {result.warnings.slice(0, 2).map((warning) => (
        <span key={warning.path + warning.message} className={styles.warning}>
          {warning.message}
        </span>
      ))}
    </>
  );
}

function Value({ value, kind }: { value: Json; kind: TemplateKind }) {
  if (value === null) return <span className={styles.quiet}>{text.emptyValue}</span>;
  if (value === "") return <span className={styles.quiet}>{text.emptyText}</span>;
  if (typeof value === "boolean" && kind === "expression") return <b>{value ? "Yes" : "No"}</b>;
  const shown = typeof value === "string" ? value : JSON.stringify(value);
  return <span className={cx(typeof value !== "string" && styles.code)}>{shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown}</span>;
}
