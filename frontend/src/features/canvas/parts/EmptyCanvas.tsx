import { useStudio } from "@/graph-react/useStudio";
import { Link } from "react-router";
import { BlockTile } from "@/ui/BlockTile";
import { Kbd } from "@/ui/Kbd";
import { useAddBlock } from "../palette/useAddBlock";
import { text } from "../text";
import styles from "./EmptyCanvas.module.css";

/** What to do first on a blank canvas. */
export function EmptyCanvas() {
  const catalogue = useStudio((state) => state.catalogue);
  const add = useAddBlock();
  const triggers = catalogue.types.filter((type) => type.isTrigger).slice(0, 4);
  return (
    <div className={styles.empty}>
      <h2>{text.emptyTitle}</h2>
      <p>{text.emptyWhy}</p>
      <div className={styles.row}>
        {triggers.map((type) => (
          <button key={type.type} type="button" onClick={() => add({ key: type.type, name: type.name, type })}>
            <BlockTile icon={type.icon} color={type.color} provider={type.provider} category={type.category} size={22} />
            {type.name}
          </button>
        ))}
      </div>
      <ul className={styles.hints}>
        <li>
          <Kbd keys="/" /> {text.emptyFind}
        </li>
        <li>
          <Kbd keys="A" /> {text.emptyAfter}
        </li>
        <li>
          <Kbd keys="?" /> {text.emptyKeys}
        </li>
      </ul>
      <Link to="/templates" className={styles.template}>
        {text.emptyTemplate}
      </Link>
    </div>
  );
}
