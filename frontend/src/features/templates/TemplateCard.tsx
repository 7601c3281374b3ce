import { Link } from "react-router";
import type { Template } from "@/api/types";
import type { Catalogue } from "@/graph/catalogue";
import { BlockTile } from "@/ui/BlockTile";
import { StatusGlyph } from "@/ui/StatusGlyph";
import { lackingOf } from "./filterTemplates";
import styles from "./Templates.module.css";
import { text } from "./text";

/** One template: the apps it joins, what it does, and whether their accounts are there. */
export function TemplateCard({ template, catalogue }: { template: Template; catalogue: Catalogue | undefined }) {
  const lacking = lackingOf(template);
  return (
    <li className={styles.card}>
      <div className={styles.tiles}>
        {template.needs.map((need) => {
          const type = catalogue?.byType.get(need.slug);
          return <BlockTile key={need.slug} icon={type?.icon ?? "plug"} color={type?.color ?? null} provider={need.slug} size={28} label={need.name} />;
        })}
      </div>
      <h2>
        <Link to={`/templates/${template.id}`}>{template.title}</Link>
      </h2>
      <p>{template.summary}</p>
      <footer>
        <span>{template.job}</span>
        <span className={styles.accounts}>
          <StatusGlyph state={lacking.length === 0 ? "completed" : "queued"} size={12} />
          {template.needs.length === 0 ? text.noAccount : lacking.length === 0 ? text.ready : text.lacks(lacking)}
        </span>
      </footer>
    </li>
  );
}
