import { LayoutTemplate } from "lucide-react";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { errorSentence, isApiError } from "@/api/errors";
import { useCatalogue } from "@/api/queries/useCatalogue";
import { useMay } from "@/api/queries/useMay";
import { useTemplate, useUseTemplate } from "@/api/queries/useTemplates";
import type { TemplateDetail } from "@/api/types";
import { TemplateFacts } from "@/features/templates/TemplateFacts";
import { text } from "@/features/templates/text";
import type { Catalogue } from "@/graph/catalogue";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/ButtonLink";
import { EmptyState } from "@/ui/EmptyState";
import list from "@/ui/list.module.css";
import { LoadFailure } from "@/ui/LoadFailure";
import { Message } from "@/ui/Message";
import { PageHeader } from "@/ui/PageHeader";
import { Skeleton } from "@/ui/Skeleton";
import { showToast } from "@/ui/toast/toasts";
import { Drawing } from "./Drawing";
import styles from "./TemplatePage.module.css";

/** One template: its drawing to look around in, what it needs, and the button that makes a draft of it. */
export function TemplatePage() {
  const { templateId = "" } = useParams();
  const template = useTemplate(templateId);
  const catalogue = useCatalogue();
  const error = template.error ?? catalogue.error;
  if (template.data && catalogue.data) return <Detail key={templateId} template={template.data} catalogue={catalogue.data} />;
  if (isApiError(error, "NOT_FOUND")) {
    return (
      <EmptyState icon={<LayoutTemplate size={20} aria-hidden />} level={1} title={text.missing} actions={<ButtonLink to="/templates">{text.back}</ButtonLink>}>
        {text.missingWhy}
      </EmptyState>
    );
  }
  if (error) return <LoadFailure title={text.failed} reason={errorSentence(error)} onRetry={() => void Promise.all([template.refetch(), catalogue.refetch()])} />;
  return (
    <div className={list.bar} aria-busy>
      <Skeleton width={320} height={24} />
    </div>
  );
}

function Detail({ template, catalogue }: { template: TemplateDetail; catalogue: Catalogue }) {
  const mayWrite = useMay("workflows:write");
  const use = useUseTemplate(template.id);
  const navigate = useNavigate();
  const [chosen, setChosen] = useState(() => Object.fromEntries(template.needs.flatMap(({ slug, connections: [first] }) => (first ? [[slug, first.id]] : []))));
  const make = () =>
    use.mutate(chosen, {
      onSuccess: (workflow) => {
        showToast({ text: text.made(workflow.name) });
        void navigate(`/workflows/${workflow.id}`);
      },
    });
  return (
    <div className={styles.page}>
      <PageHeader
        title={template.title}
        actions={
          <>
            <Link to="/templates" className={styles.back}>
              {text.back}
            </Link>
            {mayWrite ? (
              <Button variant="filled" busy={use.isPending} busyLabel={text.using} onClick={make}>
                {text.use}
              </Button>
            ) : (
              <span className={styles.back}>{text.reader}</span>
            )}
          </>
        }
      />
      <p className={styles.lead}>{template.summary}</p>
      {use.isError && (
        <div className={list.bar}>
          <Message state="failed" title={errorSentence(use.error)} />
        </div>
      )}
      <div className={styles.body}>
        <section className={styles.canvas} aria-label={text.preview}>
          <Drawing doc={template.definition} catalogue={catalogue} />
        </section>
        <aside className={styles.facts}>
          <TemplateFacts template={template} chosen={chosen} onChoose={(provider, id) => setChosen({ ...chosen, [provider]: id })} />
        </aside>
      </div>
    </div>
  );
}
