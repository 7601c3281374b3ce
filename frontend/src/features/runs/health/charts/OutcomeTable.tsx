import { Link } from "react-router";
import type { FiguresPart } from "@/api/types";
import { text } from "../text";
import styles from "./Charts.module.css";
import { partLink, totalOf } from "./columns";
import type { PartsProps } from "./OutcomeChart";
import { Scroll } from "./Scroll";
import { partWords } from "./times";

/** The chart's figures for reading, the newest first; each leads to its runs. */
export function OutcomeTable({ parts, period, workflowId }: PartsProps) {
  const cell = (part: FiguresPart, name: "completed" | "failed" | "cancelled") =>
    part[name] === 0 ? "0" : <Link to={partLink(part, workflowId, name)}>{part[name].toLocaleString("en-US")}</Link>;
  return (
    <Scroll label={text.runs.table}>
      <table className={styles.table} aria-label={text.runs.table}>
        <thead>
          <tr>
            <th>{text.time}</th>
            <th>{text.outcomes.completed}</th>
            <th>{text.outcomes.failed}</th>
            <th>{text.outcomes.cancelled}</th>
            <th>{text.outcomes.open}</th>
          </tr>
        </thead>
        <tbody>
          {parts.toReversed().map((part) => (
            <tr key={part.from}>
              <td>{totalOf(part) > 0 ? <Link to={partLink(part, workflowId)}>{partWords(period, part.from, part.to)}</Link> : partWords(period, part.from, part.to)}</td>
              <td>{cell(part, "completed")}</td>
              <td>{cell(part, "failed")}</td>
              <td>{cell(part, "cancelled")}</td>
              <td>{part.open.toLocaleString("en-US")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
